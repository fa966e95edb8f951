"""Read and check a config: YAML -> typed settings, one message for each mistake.

Others use `settings.Settings` with `settings.check` and `settings.read`; `reader.read_mapping` reads YAML.
"""
