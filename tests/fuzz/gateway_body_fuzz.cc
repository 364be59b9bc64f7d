// Bodies come from strangers: whatever is in them, a message that can be sent
// comes out, without what only the site may say, or a problem that is JSON.
//
// The first byte chooses what is read, and whether with a key.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/json_requests.h"
#include "clients/gateway/problem.h"

namespace winnow {
namespace {

template <typename Message>
void Check(const std::optional<Problem>& problem, const Message& message) {
  if (problem) {
    if (problem->status != 400 && problem->status != 422) std::abort();
    if (problem->status == 422 && problem->errors.empty()) std::abort();
    if (!nlohmann::json::accept(*ProblemAnswer(*problem).body)) std::abort();
    return;
  }
  // Parsing refuses what is not UTF-8.
  Message again;
  if (!again.ParseFromString(message.SerializeAsString())) std::abort();
}

void Read(uint8_t choice, absl::string_view text) {
  const bool has_key = (choice & 1) != 0;
  switch (choice / 2 % 5) {
    case 0: {
      v1::SubmitCommentRequest request;
      const auto problem = ReadSubmission(text, has_key, request);
      Check(problem, request);
      if (problem || has_key) return;
      if (!request.thread().title().empty() || !request.author_id().empty() ||
          !request.network_address().empty() || request.author_verified() ||
          request.author_role() != v1::Comment::AUTHOR_ROLE_UNSPECIFIED ||
          request.has_import_origin() || !request.site().empty()) {
        std::abort();
      }
      return;
    }
    case 1: {
      v1::UpdateCommentRequest request;
      return Check(ReadEdit(text, has_key, request), request);
    }
    case 2: {
      v1::WithdrawCommentRequest request;
      return Check(ReadWithdrawal(text, request), request);
    }
    case 3: {
      v1::AppealCommentRequest request;
      return Check(ReadAppeal(text, request), request);
    }
    default: {
      v1::ReportCommentRequest request;
      return Check(ReadReport(text, has_key, request), request);
    }
  }
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  winnow::Read(
      bytes[0],
      absl::string_view(reinterpret_cast<const char*>(bytes) + 1, size - 1));
  return 0;
}
