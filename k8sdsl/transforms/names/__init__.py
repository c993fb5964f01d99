"""Names and namespaces of objects, and the fields that refer to them."""
