#include "tests/bench/comment_import.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "clients/cpp/call_error.h"
#include "clients/cpp/transfers.h"

namespace winnow {
namespace {

// Of ten comments one is decided already, by turns one way and the other.
constexpr uint64_t kDecidedEach = 10;

}  // namespace

bool CommentImport::MakeNext(v1::ImportCommentsRequest& request) {
  const uint64_t number = next_++;
  request.Clear();
  request.set_index(static_cast<int64_t>(number));
  v1::SubmitCommentRequest& comment = *request.mutable_comment();
  maker_.Make(number, comment);
  v1::ImportOrigin& origin = *comment.mutable_import_origin();
  origin.set_source_id(absl::StrCat("old-", number));
  origin.mutable_create_time()->set_seconds(absl::ToUnixSeconds(first_time_) +
                                            static_cast<int64_t>(number));
  const bool is_held = number % kDecidedEach != 0;
  origin.set_decision(is_held                          ? v1::Comment::HELD
                      : number / kDecidedEach % 2 == 0 ? v1::Comment::APPROVED
                                                       : v1::Comment::REJECTED);
  return is_held;
}

absl::StatusOr<Imported> CommentImport::HoldMore(int64_t held) {
  const auto opened = OpenImport(options_);
  if (!opened.ok()) return opened.status();
  ImportStream& stream = **opened;
  const absl::Time start = absl::Now();
  std::thread writer([this, held, &stream] {
    v1::ImportCommentsRequest request;
    for (int64_t left = held; left > 0;) {
      if (MakeNext(request)) --left;
      if (!stream.Write(request)) return;
    }
    stream.WritesDone();
  });
  Imported imported;
  absl::Status refused;
  v1::ImportCommentsResponse answer;
  while (stream.Read(&answer)) {
    if (answer.has_error()) {
      refused.Update(MakeItemStatus(answer.error()));
      continue;
    }
    ++imported.comments;
    if (answer.imported().state() == v1::Comment::HELD) ++imported.held;
  }
  writer.join();
  refused.Update(stream.Finish());
  if (!refused.ok()) return refused;
  imported.time = absl::Now() - start;
  return imported;
}

}  // namespace winnow
