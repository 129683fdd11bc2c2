import type { GivenRole } from "../protocol";

const roles: Record<GivenRole, string> = {
  administrator: "Quản trị",
  operator: "Kỹ thuật trung tâm",
  secretary: "Thư ký",
  chair: "Chủ trì",
  technician: "Kỹ thuật điểm cầu",
  delegate: "Đại biểu",
  viewer: "Người theo dõi",
};

/** What was done, by the name the server keeps; one without a sentence is shown as it is. */
const acts: Readonly<Record<string, string>> = {
  login: "Đăng nhập",
  logout: "Đăng xuất",
  "account.add": "Tạo tài khoản",
  "account.change": "Sửa tài khoản",
  "login.end": "Hết thời hạn đăng nhập",
  "account.disable": "Khóa tài khoản",
  "account.enable": "Mở khóa tài khoản",
  "account.roles": "Giao vai trò",
  "password.change": "Tự đổi mật khẩu",
  "password.set": "Đặt lại mật khẩu",
  "unit.add": "Thêm đơn vị",
  "unit.change": "Sửa đơn vị",
  "unit.emblem": "Đổi biểu trưng của đơn vị",
  "point.add": "Thêm điểm cầu",
  "point.change": "Sửa điểm cầu",
  "key.add": "Cấp đường dẫn vào họp",
  "key.renew": "Đổi đường dẫn vào họp",
  "key.revoke": "Thu hồi đường dẫn vào họp",
  "console.end": "Kết thúc bàn điều khiển đang mở",
  "point.end": "Ngắt kết nối điểm cầu",
};

/** How a login went, by the name the server keeps. */
const logins: Readonly<Record<string, string>> = {
  password: "bằng mật khẩu",
  unknown: "tên không có",
  disabled: "tài khoản đã khóa",
  "sign-on": "qua hệ thống định danh",
};

const results: Readonly<Record<string, string>> = {
  done: "Thành công",
  failed: "Không thành công",
  refused: "Bị từ chối",
};

export const vi = {
  roles,
  acts,
  results,
  logins,
  everywhere: "Toàn hệ thống",
  search: "Tìm tài khoản",
  searchHint: "Tên đăng nhập hoặc họ tên, có dấu hay không dấu",
  add: "Thêm tài khoản",
  edit: "Sửa",
  editNamed: (name: string) => `Sửa tài khoản ${name}`,
  none: "Chưa có tài khoản nào.",
  noneFound: "Không có tài khoản nào khớp. Thử gõ ít chữ hơn.",
  count: (count: number) => `${count} tài khoản`,
  disabled: "Đã khóa",
  noRole: "Chưa có vai trò",
  onlySignOn: "Chỉ đăng nhập qua hệ thống định danh",
  name: "Tên đăng nhập",
  nameHint: "Chữ thường không dấu, số và . _ @ - . Không đổi được về sau.",
  displayName: "Họ tên, chức danh",
  password: "Mật khẩu",
  passwordHint: "Ít nhất 10 ký tự. Để trống nếu chỉ đăng nhập qua hệ thống định danh.",
  newPasswordHint: "Ít nhất 10 ký tự. Tài khoản sẽ bị đăng xuất khỏi mọi máy.",
  rolesOf: "Vai trò",
  role: "Vai trò",
  unit: "Đơn vị",
  unitHint:
    "Mã đơn vị; vai trò có hiệu lực ở đơn vị đó và mọi đơn vị trực thuộc. Để trống: toàn hệ thống.",
  addRole: "Thêm vai trò",
  removeRole: (role: string) => `Bỏ vai trò ${role}`,
  create: "Tạo tài khoản",
  save: "Lưu thay đổi",
  saved: (name: string) => `Đã lưu tài khoản ${name}.`,
  setPassword: "Đặt lại mật khẩu",
  passwordSet: "Đã đặt lại mật khẩu. Hãy báo cho người dùng theo cách an toàn.",
  disable: "Khóa tài khoản",
  enable: "Mở khóa tài khoản",
  disableQuestion: (name: string) => `Khóa tài khoản ${name}?`,
  disableExplained:
    "Người này bị đăng xuất ngay và không đăng nhập được nữa. Tên vẫn giữ trong nhật ký và biên bản.",
  who: "Ai",
  what: "Việc",
  where: "Từ địa chỉ",
  when: "Lúc",
  onWhat: "Đối tượng",
  result: "Kết quả",
  nobody: "Không rõ",
  older: "Xem cũ hơn",
  newest: "Về mới nhất",
  filter: "Tên đăng nhập",
  filterHint: "Để trống: mọi tài khoản",
  show: "Lọc",
  noLines: "Chưa có dòng nhật ký nào.",
};

export type AccountTexts = typeof vi;
