"""The sources of generated code: schemas of all versions, CustomResourceDefinitions, and facts that schemas lack."""
