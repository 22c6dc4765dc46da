"""An evaluation → its page: cost by policy and market, calibration, reasons, picks, churn."""
