"""Data of published examples, one row an item, one column a coder; None where a coder gave no category."""

from collections import Counter
from typing import Final

from glossator.agreement.ratings import Row

GAP: Final = None

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): 4 observers, 12 units.
KRIPPENDORFF_2011: Final[list[Row]] = list(
    zip(
        (1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3),
        (GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP),
        strict=True,
    )
)

# Hayes and Krippendorff, Answering the call for a standard reliability measure for coding data (2007), page 84:
# 5 observers, 40 units, “.” for a gap.
HAYES_KRIPPENDORFF_2007: Final[list[Row]] = [
    tuple(GAP if one == "." else int(one) for one in row)
    # As words, the table can be compared with the printed one.
    for row in (  # noqa: SIM905
        "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. "
        "1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 "
        "222.2 22.12 2222. 111.1"
    ).split()
]

# Krippendorff, Content Analysis (1980), pages 133 and 139.
KRIPPENDORFF_1980_TWO: Final[list[Row]] = [
    (0, 0), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 1), (1, 0), (0, 0),
]  # fmt: skip
KRIPPENDORFF_1980_THREE: Final[list[Row]] = [
    (1, 1, 1), (1, 2, 2), (2, 2, 2), (4, 4, 4), (1, 4, 4), (2, 2, 2), (1, 2, 3), (3, 3, 3), (2, 2, 2),
]  # fmt: skip

# Artstein and Poesio, Inter-Coder Agreement for Computational Linguistics (2008).
ARTSTEIN_POESIO_TWO: Final = Counter[Row](
    {("stat", "stat"): 20, ("stat", "ireq"): 20, ("ireq", "stat"): 10, ("ireq", "ireq"): 50}
)
ARTSTEIN_POESIO_THREE: Final = Counter[Row](
    {
        ("stat", "stat"): 46,
        ("stat", "ireq"): 6,
        ("ireq", "ireq"): 32,
        ("chck", "ireq"): 6,
        ("chck", "chck"): 10,
    }
)

# Cohen, A Coefficient of Agreement for Nominal Scales (1960).
COHEN_1960: Final = Counter[Row](
    {
        (one, other): number
        for one, numbers in enumerate(((88, 10, 2), (14, 40, 6), (18, 10, 12)))
        for other, number in enumerate(numbers)
    }
)

# Gwet, Computing inter-rater reliability and its variance in the presence of high agreement (2008).
GWET_2008: Final = Counter[Row]({("+", "+"): 8, ("+", "-"): 1, ("-", "-"): 1})

# Fleiss, Measuring nominal scale agreement among many raters (1971): of six psychiatrists, how many gave each patient
# each of the five diagnoses.
FLEISS_1971: Final[list[Row]] = [
    tuple(diagnosis for diagnosis, number in enumerate(row) for _ in range(int(number)))
    # As words, the table can be compared with the printed one.
    for row in (  # noqa: SIM905
        "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
        "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
    ).split()
]

# The example of the article “Krippendorff's alpha” in Wikipedia: 3 coders, 15 units.
WIKIPEDIA: Final[list[Row]] = list(
    zip(
        (GAP, GAP, GAP, GAP, GAP, 3, 4, 1, 2, 1, 1, 3, 3, GAP, 3),
        (1, GAP, 2, 1, 3, 3, 4, 3, GAP, GAP, GAP, GAP, GAP, GAP, GAP),
        (GAP, GAP, 2, 1, 3, 4, 4, GAP, 2, 1, 1, 3, 3, GAP, 4),
        strict=True,
    )
)
