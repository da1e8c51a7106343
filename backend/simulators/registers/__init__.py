"""The six registers that the criteria need (R-60 to R-65): one small service each, with an OpenAPI of its own."""
