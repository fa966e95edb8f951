"""Prepare a process of the package's own before it imports anything else.

No module comes from the working folder, no library's warning becomes an error, and Ctrl-C during the
imports (half a second) ends it without a traceback. After them `sweepfig.core.console.run` handles Ctrl-C.

The package imports this module first; at its top it imports only what Python has anyway.
"""

import atexit
import gc
import os
import sys

PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# Objects made before the next look for garbage, as `gc.set_threshold` takes it.
SELDOM = (10_000, 20, 50)


def begin() -> None:
    """Prepare this process, if it is one of the package's own command lines."""
    is_module = _is_run_as_module()
    if is_module and not sys.flags.safe_path:
        del sys.path[0]  # the working folder
    if is_module or _is_script():
        _need_no_backend()
        _let_warnings_pass()
        _end_quietly_while_importing()
    elif _is_warm():
        sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != os.getcwd()]
        _need_no_backend()
        _let_warnings_pass()


def import_matplotlib() -> None:
    """Import matplotlib, before modules that need it; the environment may forbid that.

    Raises
    ------
    UserError
        If MPLBACKEND, or the user's matplotlibrc, is such that it can't be imported.
    """
    from sweepfig.core.errors import UserError

    try:
        import matplotlib  # noqa: F401
    except ValueError as error:
        raise UserError(
            "matplotlib can't be imported, because the variable MPLBACKEND or a file matplotlibrc is not "
            f"valid: {error}"
        ) from None


def collect_garbage_seldom() -> None:
    """Look for garbage in this process more seldom than usual, and not once more as it ends.

    Of what imports make there is hardly any. Each of the two looks takes a tenth of a second. Only for a
    program of the package's own that draws next to nothing by plain matplotlib, whose figures are large
    garbage: another program may want to write files as they become garbage.
    """
    gc.set_threshold(*SELDOM)
    atexit.register(gc.freeze)


def without_errors(options: str) -> str:
    """Return a value of ``PYTHONWARNINGS`` without the entries that turn warnings into errors."""
    kept = [option for option in options.split(",") if not _is_error(option)]
    return ",".join(kept)


def _is_run_as_module() -> bool:
    """Whether this process runs ``python -m sweepfig``, or a module in it."""
    if sys.argv[:1] != ["-m"]:  # its value until Python has found the module
        return False
    name = sys.orig_argv[-len(sys.argv)].removeprefix("-m")
    return name.partition(".")[0] == os.path.basename(PACKAGE)


def _is_script() -> bool:
    main = getattr(sys.modules["__main__"], "__file__", None) or ""
    # The installed command has the package's name, without an ending.
    is_installed = os.path.basename(main) == os.path.basename(PACKAGE)
    return is_installed or os.path.dirname(os.path.realpath(main)) in (
        PACKAGE,
        os.path.dirname(PACKAGE),
    )


def _is_warm() -> bool:
    """Whether this is a process of Snakemake's warm executor, and not Snakemake itself."""
    return (
        "snakemake_executor_plugin_warm.process" in sys.modules and "snakemake" not in sys.modules
    )


def _let_warnings_pass() -> None:
    import warnings

    # Figures must not depend on which warnings the caller turns into errors.
    warnings.filters = [entry for entry in warnings.filters if entry[0] != "error"]
    # xarray says that dates are before 1678 or after 2262; they are drawn all the same.
    warnings.filterwarnings("ignore", message="Unable to decode time axis")


def _need_no_backend() -> None:
    """Keep matplotlib from a backend that this process has no use for, and that may not even exist."""
    os.environ["MPLBACKEND"] = "agg"


def _is_error(option: str) -> bool:
    action = option.strip().partition(":")[0]
    return action != "" and "error".startswith(action)  # Python accepts abbreviations


def _end_quietly_while_importing() -> None:
    """Let Ctrl-C end this process by the signal's default action."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
