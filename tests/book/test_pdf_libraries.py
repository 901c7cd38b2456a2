"""The press loads nothing of the machine: what is mapped comes with the packages, or is C's own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

RUNTIME = re.compile(
    r"(ld-linux\S*|libc|libm|libdl|libpthread|librt|libutil|libresolv|libnsl|libtirpc|libgcc_s|"
    r"libstdc\+\+|libz|libexpat|libffi|libssl|libcrypto|libsqlite3|liblzma|libbz2|libuuid|"
    r"libreadline|libncursesw?|libtinfo|libcrypt|libpython3[\d.]*)[-.][\d.so]*\Z"
)
"""The C runtime, and what the system's own Python is linked with."""
MAPPED = (
    "import re, sys; from pathlib import Path; from expobook.publishing.pdf import press; "
    "print(len(press.Press(Path(sys.argv[1])).print('report.typ'))); "
    "print(*sorted({line.split(maxsplit=5)[5].strip() "
    "for line in open('/proc/self/maps') if re.search(r'\\.so[.\\d]*$', line.strip())}), "
    "sep='\\n')"
)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc of Linux")
def test_no_library_of_the_system_is_loaded_for_the_pdf(built):
    """Catch a PDF that needs Pango, Cairo or a font service, which a fresh machine hasn't."""
    done = subprocess.run(
        [sys.executable, "-c", MAPPED, built("typst").html], check=True, capture_output=True, text=True
    )
    size, *mapped = done.stdout.splitlines()
    assert int(size) > 10_000
    own = [
        Path(sys.prefix).resolve(),
        Path(sys.base_prefix).resolve() / "lib" / (f"python{sys.version_info.major}.{sys.version_info.minor}"),
    ]
    foreign = [
        path
        for path in mapped
        if not any(folder in Path(path).resolve().parents for folder in own) and not RUNTIME.match(Path(path).name)
    ]
    assert any("typst" in path for path in mapped)
    assert foreign == []


@pytest.mark.parametrize("name", ["libpango-1.0.so.0", "libharfbuzz.so.0", "libcairo.so.2"])
def test_the_list_lets_no_text_library_pass(name):
    """Catch a list of libraries that would take anything."""
    assert not RUNTIME.match(name)
    assert RUNTIME.match("libc.so.6")
