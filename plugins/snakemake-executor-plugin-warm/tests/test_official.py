"""The tests that Snakemake has for executors."""

import snakemake.common.tests
from snakemake_executor_plugin_warm import ExecutorSettings


class TestOfficial(snakemake.common.tests.TestWorkflowsLocalStorageBase):
    __test__ = True

    def get_executor(self):
        return "warm"

    def get_executor_settings(self):
        return ExecutorSettings()
