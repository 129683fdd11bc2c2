/** Why a scene was refused. */
export const sceneRefusals = {
  scene_boxes:
    "A layout of one's own has 1 to 25 boxes, one for content at most, and some for people.",
  scene_small: "A box is too small for a name to be read. Draw it larger.",
  scene_outside: "A box is outside the safe area, where a TV may crop it. Move it further in.",
  scene_overlap: "Two boxes overlap. Move them apart, or let one of them lie over the other.",
  scene_first: "This is the first scene; there is none to go back to.",
  view_no_room:
    "The server has no room for one more scene. End another view, or let these points see what everybody sees.",
  preset_unknown: "Nothing is kept under this key. Keep a scene there first.",
};
