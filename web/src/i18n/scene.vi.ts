/** Why a scene was refused. */
export const sceneRefusals = {
  scene_boxes:
    "Bố cục tự vẽ có từ 1 đến 25 khung, có khung cho điểm cầu và nhiều nhất một cho tài liệu.",
  scene_small: "Có khung quá nhỏ, tên điểm cầu không đọc được. Hãy kéo khung lớn hơn.",
  scene_outside: "Có khung nằm ngoài vùng an toàn, tivi có thể cắt mất. Hãy kéo khung vào trong.",
  scene_overlap: "Có hai khung chồng lên nhau. Hãy tách ra, hoặc đặt một khung nằm trên.",
  scene_first: "Đây là bố cục đầu tiên, không có gì để trở lại.",
  view_no_room:
    "Máy chủ không còn đủ sức cho thêm một bố cục riêng. Hãy thôi một bố cục riêng đang có, hoặc để các điểm cầu này xem bố cục chung.",
  preset_unknown: "Phím này chưa có bố cục. Hãy lưu một bố cục vào phím trước.",
};
