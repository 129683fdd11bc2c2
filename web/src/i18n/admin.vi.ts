export const vi = {
  menu: "Mục quản trị",
  sections: { users: "Tài khoản", audit: "Nhật ký" },
};
