"""Read and check a config: YAML -> typed settings, one message a mistake.

Others use `settings.Settings` with `settings.check` and `settings.load`; `reader.read_mapping` is for text.
"""
