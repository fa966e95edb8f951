"""A file whose numbers lie in other files is refused, because its stamp tells nothing of them."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from listed import configure
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.sweep.files.opening import open_for_survey, open_groups
from sweepfig.sweep.files.other_files import what_lies_elsewhere
from sweeps import write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")

# Written by h5py, which the tests do without: three numbers in a variable `r`, each of another file.
VIRTUAL = (
    "c-rmN%?bfg6bJDCnej1=Zz;0k1!O_lAz~Ivc?VJ!YEmp^Wmc9Rz{Z}pvG6F2F;|n7g_8RJ>UO_Qr*rS-I99ipFpH*c"
    "7*K9L6rTI4f8KVS=+NqpG_162Fi<fy2oQ<Goy0z=d=|dua$P3963Ux;Vip__$pM;(=zi>L&OtJzCY}#$p%z2!=3a)~"
    "YW0|r1VXxh`6wSa<1g)T$b*Q8=o9_UaNsq)bf5vc8Y(~?%oo$KU76NldyQ2BIo|h^?QX5s#}xmVh=_=Yh=}Od?)V%s"
    "`T"
)
EXTERNAL = (
    "c-rgqaB<`1lHy|K;9!7(|4{Iq5yCfsiZ9I(_4W5~31VWXU=l)B2m@S93_vYxJPbgJv1l{QJP!t{f!p`X`M^#9TEHm6"
    "z`(@F$jA(pgVQ1mjDiaG3=j`FFqm*NnEVGyvI1Sl%*Cz&)X4yLA;W&C2RYDek$}=1KwmO5!h8o4WoTg-6rkSlK#PZ~"
    "V*s*?p&nwm&xoovza%5INUtcd9Lfg(u6;Jj"
)
LINK = (
    "c-rgqaB<`1lHy|K;9!7(|4?AY2;mz*#e2TZjq~?#31VWXU=l)B2m@S93_vYx0t`TkHN7amv|uyLOcw^KfEO!QIuPRo"
    "VW1N@92kpu7#Q+PGE$55GE5nY7#JL>-~{FB=ivYcxI7I"
)
ELSEWHERE = {
    "virtual": (VIRTUAL, r"the numbers of variable 'r' lie in other files \(a virtual dataset of"),
    "external": (EXTERNAL, r"the numbers of variable 'r' lie in other files \(external storage of"),
    "link": (LINK, r"'group/r' is an external link of HDF5, which leads to another file"),
}


def write(path, content):
    Path(path).write_bytes(zlib.decompress(base64.b85decode(content)))


@pytest.mark.parametrize("opens", [open_for_survey, open_groups])
@pytest.mark.parametrize(("content", "said"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_numbers_in_other_files_are_refused_with_the_variables_name(content, said, opens):
    write("a.nc", content)
    with pytest.raises(UserError, match=rf"^a.nc: {said}.*only numbers in the file itself"):
        opens("a.nc")


def test_of_many_files_the_one_with_numbers_elsewhere_is_left_out_and_listed():
    write_sweep("whole.nc").close()
    write("virtual.nc", VIRTUAL)
    plan = make_plan(configure({"file": "*.nc"}))
    ((file, reason),) = plan.unread
    assert file == "virtual.nc"
    assert reason.startswith("the numbers of variable 'r' lie in other files")


def test_numbers_in_the_file_itself_lie_nowhere_else():
    numbers = xr.Dataset({"r": (("k", "w"), np.ones((2, 3)))}, {"k": [1, 2], "w": [1.0, 2.0, 3.0]})
    numbers.to_netcdf("plain.nc")
    numbers.to_netcdf("packed.nc", encoding={"r": {"zlib": True, "chunksizes": (1, 3)}})
    with netCDF4.Dataset("group.nc", "w") as file:
        file.createDimension("x", None)
        file.createGroup("a/b").createVariable("text", str, ("x",))[:] = np.array(["one"], object)
    files = ["plain.nc", "packed.nc", "group.nc"]
    assert [what_lies_elsewhere(file) for file in files] == [None, None, None]


@pytest.mark.parametrize("content", [b"", b"CDF\1", b"\x89HDF\r\n\x1a\nbroken"])
def test_what_is_no_whole_hdf5_file_is_not_judged(content, capfd):
    Path("a.nc").write_bytes(content)
    assert what_lies_elsewhere("a.nc") is None
    assert capfd.readouterr() == ("", "")
