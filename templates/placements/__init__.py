"""Dated data files of ad platforms → the part of a picture that an app leaves free."""
