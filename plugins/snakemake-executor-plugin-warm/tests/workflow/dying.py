"""A module that ends each process that imports it."""

import os

os._exit(5)
