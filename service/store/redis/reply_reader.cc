#include "service/store/redis/reply_reader.h"

#include <hiredis/read.h>

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// No command of ours returns more; a length past it means a broken stream, not
// an answer to make room for.
constexpr int kItemsMax = 1 << 20;

// Returns the place the parser has reached: an item of an array whose room is
// already made, so its address stays, or the root.
Reply* Place(const redisReadTask* task) {
  if (task->parent == nullptr) return static_cast<Reply*>(task->privdata);
  auto* array = static_cast<Reply*>(task->parent->obj);
  return &array->items()[static_cast<size_t>(task->idx)];
}

void* CreateText(const redisReadTask* task, char* text, size_t length) {
  Reply::Kind kind = Reply::Kind::kString;
  if (task->type == REDIS_REPLY_STATUS) kind = Reply::Kind::kStatus;
  if (task->type == REDIS_REPLY_ERROR) kind = Reply::Kind::kError;
  Reply* place = Place(task);
  *place = Reply::Text(kind, {text, length});
  return place;
}

void* CreateArray(const redisReadTask* task, int length) {
  if (length > kItemsMax) return nullptr;
  Reply* place = Place(task);
  *place = Reply::Array(std::vector<Reply>(static_cast<size_t>(length)));
  return place;
}

void* CreateInteger(const redisReadTask* task, long long number) {
  Reply* place = Place(task);
  *place = Reply::Integer(number);
  return place;
}

void* CreateNil(const redisReadTask* task) {
  Reply* place = Place(task);
  *place = Reply();
  return place;
}

// Everything lives inside the root.
void FreeNothing(void* /*reply*/) {}

redisReplyObjectFunctions functions = {CreateText, CreateArray, CreateInteger,
                                       CreateNil, FreeNothing};

}  // namespace

void ReplyReader::ReaderDeleter::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

ReplyReader::ReplyReader() { Reset(); }
ReplyReader::~ReplyReader() = default;

void ReplyReader::Reset() {
  root_ = Reply();
  reader_.reset(redisReaderCreateWithFunctions(&functions));
  if (reader_ != nullptr) reader_->privdata = &root_;
}

void ReplyReader::Feed(absl::string_view bytes) {
  if (reader_ == nullptr) return;
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

absl::StatusOr<bool> ReplyReader::Next(Reply& reply) {
  if (reader_ == nullptr) return absl::InternalError("out of memory");
  void* whole = nullptr;
  if (redisReaderGetReply(reader_.get(), &whole) != REDIS_OK) {
    return absl::InternalError(
        absl::StrCat("Redis broke its protocol: ", reader_->errstr));
  }
  if (whole == nullptr) return false;
  reply = std::move(root_);
  root_ = Reply();
  return true;
}

}  // namespace winnow
