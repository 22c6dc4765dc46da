"""template.yaml → Template, or an error that says where and what is allowed."""
