"""The tree of units, and text as it is searched, by their properties."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from signaling.directory.fold import fold, lowered, tidy
from signaling.directory.tree import Node, Tree

IDS = [f"u{n}" for n in range(8)]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A forest: each unit below one that came before it, or a root."""
    nodes = []
    for number, unit in enumerate(IDS):
        parent = draw(st.sampled_from([None, *IDS[:number]]))
        nodes.append(Node(id=unit, parent=parent, order=draw(st.integers(0, 3)), name=unit))
    return Tree(draw(st.permutations(nodes)))


def moved(tree: Tree, unit: str, parent: str | None) -> Tree:
    nodes = {**tree.nodes}
    before = nodes[unit]
    nodes[unit] = Node(id=unit, parent=parent, order=before.order, name=before.name)
    return Tree(nodes.values())


@given(trees(), st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from([None, *IDS]))))
def test_moves_that_are_allowed_keep_it_a_tree(
    tree: Tree, moves: list[tuple[str, str | None]]
) -> None:
    for unit, parent in moves:
        below = set(tree.subtree(unit))
        assert tree.may_move(unit, parent) == (parent not in below)
        if tree.may_move(unit, parent):
            tree = moved(tree, unit, parent)
            assert set(tree.subtree(unit)) == below, "what is below comes along"
    listed = list(tree.subtree())
    assert sorted(listed) == IDS, "everything is reached once"
    for unit in IDS:
        parent = tree.nodes[unit].parent
        assert tree.level(unit) == (1 if parent is None else tree.level(parent) + 1)
        assert parent is None or listed.index(parent) < listed.index(unit)


@given(trees(), st.sets(st.sampled_from(IDS)))
def test_reach_is_what_lies_below(tree: Tree, roots: set[str]) -> None:
    reached = tree.reach(roots)
    assert reached == {unit for unit in IDS if roots & set(tree.lineage(unit))}
    assert tree.reach(None) == set(IDS)


VIETNAMESE = st.text(
    st.sampled_from("aăâeêioôơuưyđĐ ÀẢÃÁẠằẳẵắặầẩẫấậếềểễệốồỗộớờợứừựỳỹ\u0301\u0300-x ")
)


@given(VIETNAMESE | st.text())
def test_folding_forgets_form_case_and_spaces(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == folded
    assert fold(tidy(text)) == folded
    assert "đ" not in folded


@given(VIETNAMESE, VIETNAMESE)
def test_what_is_typed_with_diacritics_is_found_without(before: str, inside: str) -> None:
    assert fold(inside) in fold(f"{before} {inside}")
    assert lowered(inside) in lowered(f"{before} {inside}")


def test_names_as_people_type_them() -> None:
    assert fold("  Huyện  Ý Yên, Đông Đô ") == "huyen y yen, dong do"
    assert fold(unicodedata.normalize("NFD", "Trực Ninh")) == "truc ninh"
