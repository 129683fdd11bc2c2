"""In which order points are seated."""

from signaling.schedule.seating import PointAt, Tree, UnitAt


def tree() -> Tree:
    units = [
        UnitAt("tinh", None, 1, 0, "Tỉnh"),
        UnitAt("truc-ninh", "tinh", 2, 2, "Huyện Trực Ninh"),
        UnitAt("hai-hau", "tinh", 2, 1, "Huyện Hải Hậu"),
        UnitAt("co-le", "truc-ninh", 3, 0, "Thị trấn Cổ Lễ"),
        UnitAt("hai-minh", "hai-hau", 3, 0, "Xã Hải Minh"),
    ]
    points = [PointAt(f"p-{unit.id}", unit.id, 0, unit.name) for unit in reversed(units)]
    loose = PointAt("khach", None, 0, "Khách mời")
    return Tree({unit.id: unit for unit in units}, {one.id: one for one in [loose, *points]})


def test_by_rank_the_province_is_first_and_communes_are_last() -> None:
    it = tree()
    assert it.seated(list(it.points), "rank") == [
        "p-tinh",
        "p-hai-hau",
        "p-truc-ninh",
        "p-hai-minh",
        "p-co-le",
        "khach",
    ]


def test_units_are_ranked_as_their_points_are_seated() -> None:
    it = tree()
    assert list(it.ranked()) == ["tinh", "hai-hau", "truc-ninh", "hai-minh", "co-le"]
    assert list(it.ranked().values()) == [0, 1, 2, 3, 4]


def test_by_tree_a_district_stands_with_its_communes() -> None:
    it = tree()
    seated = it.seated(list(it.points), "tree")
    assert seated == ["p-tinh", "p-hai-hau", "p-hai-minh", "p-truc-ninh", "p-co-le", "khach"]


def test_as_given() -> None:
    assert tree().seated(["p-co-le", "khach", "p-tinh"], "given") == ["p-co-le", "khach", "p-tinh"]


def test_a_subtree_is_all_below_it() -> None:
    assert sorted(tree().points_below(["truc-ninh"])) == ["p-co-le", "p-truc-ninh"]
    assert len(tree().points_below(["tinh", "hai-hau"])) == 5, "each once, none without a unit"
