"""Take the screenshots of docs/SCREENSHOTS.md from the national data.

Python scripts/screenshots.py (needs Chromium).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import serve, visit  # noqa: E402

#: Name of the picture -> (what it shows, address).
VIEWS = {
    "explore": ("Explore: the nation on one map", "/"),
    "explore-area": ("Explore: an area picked", "/?area=38060&v=3"),
    "explore-occupation": ("Explore: one occupation in every area", "/?soc=29-1141&v=3"),
    "explore-tests": ("Explore: what is missing most, and test by test", "/?show=missing_most&v=3"),
    "explore-access": (
        "Explore: the training residents can reach, by census tract",
        "/?area=38060&lay=providers.access&v=3",
    ),
    "area": ("Area: one place on one screen", "/area?area=38060&v=3"),
    "compare": (
        "Compare: Greenville, South Carolina, against two others on healthcare",
        "/compare?places=24860,16740,43900&sector=healthcare&v=3",
    ),
    "occupation": ("Occupation: registered nurses", "/occupation?soc=29-1141&v=3"),
    "training": ("Training: places that train around Phoenix", "/training?area=38060&v=3"),
    "training-nation": ("Training: places that train in the nation", "/training"),
    "training-catchment": (
        "Training: one provider's catchment",
        "/training?area=38060&prov=ipeds:105154&v=3",
    ),
    "training-deserts": ("Training: education deserts", "/training?look=deserts&v=3"),
    "training-supply": ("Training: supply and demand around Phoenix", "/training?area=38060&look=supply&v=3"),
    "training-what-if": (
        "Training: what if a program opened here",
        "/training?area=38060&soc=47-2111&whatif=-112.6,33.5,40&v=3",
    ),
    "about": ("Data & methods", "/about"),
}
WIDTHS = {1440: 900, 390: 844}


def light(path: Path) -> None:
    """Write a picture anew with 256 colors: a third of the bytes, each color of a map within 10 of 255."""
    with Image.open(path) as image:
        way = Image.Quantize.MAXCOVERAGE
        few = image.convert("RGB").quantize(256, method=way, kmeans=4, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main() -> None:
    """Take every view at desk and phone width and write the page that lists them."""
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(ROOT / "data", Path(folder) / "log.txt") as address:
        for name, (_, path) in VIEWS.items():
            for width, height in WIDTHS.items():
                with visit(f"{address}{path}", width=width, height=height, phone=width < 640) as seen:
                    seen.settle(120)
                    seen.page.wait_for_timeout(4_000)  # software rendering paints late
                    file = images / f"{name}-{width}.png"
                    seen.page.screenshot(path=file, scale="css")
                    light(file)
    lines = [
        "# Screenshots",
        "",
        "From the embedded data at 1,440 and 390 pixels; taken by `python scripts/screenshots.py`.",
        "",
    ]
    for name, (what, _) in VIEWS.items():
        lines += [
            f"## {what}",
            "",
            f"![{what}, desk](images/{name}-1440.png)",
            "",
            f"![{what}, phone](images/{name}-390.png)",
            "",
        ]
    (ROOT / "docs" / "SCREENSHOTS.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
