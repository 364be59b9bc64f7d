#include "service/store/redis/reply.h"

namespace winnow {

Reply Reply::Integer(int64_t number) {
  Reply reply;
  reply.kind_ = Kind::kInteger;
  reply.integer_ = number;
  return reply;
}

Reply Reply::Text(Kind kind, absl::string_view text) {
  Reply reply;
  reply.kind_ = kind;
  reply.text_.assign(text.data(), text.size());
  return reply;
}

Reply Reply::Array(std::vector<Reply> items) {
  Reply reply;
  reply.kind_ = Kind::kArray;
  reply.items_ = std::move(items);
  return reply;
}

}  // namespace winnow
