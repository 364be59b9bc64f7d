// Any submission is refused with named fields or becomes a draft that keeps the
// promises of Draft.

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/intake/validation.h"

namespace {

constexpr size_t kTextBytesMax = 400;

void Require(bool holds) {
  if (!holds) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  FuzzedDataProvider input(bytes, size);
  const auto text = [&input] {
    return input.ConsumeRandomLengthString(kTextBytesMax);
  };
  // Usual where the bytes do not say otherwise, so that each field is reached.
  const auto text_or = [&](const char* usual) {
    return input.ConsumeBool() ? text() : std::string(usual);
  };
  winnow::Submission submission;
  submission.site = text_or("gazette");
  submission.thread.id = text_or("article-1");
  submission.thread.url = text();
  submission.thread.title = text();
  submission.thread.section = text();
  submission.thread.tags = {text(), text()};
  submission.parent = text_or("");
  submission.display_name = text_or("John");
  submission.email = text_or("john@example.com");
  submission.website = text_or("");
  submission.body = text_or("Well said.");
  submission.network_address = text_or("192.0.2.1");
  submission.author_id = text_or("");
  submission.language = text();
  submission.request_id = text_or("");
  if (input.ConsumeBool()) {
    submission.seconds_spent = input.ConsumeFloatingPoint<double>();
  }
  const auto valid = winnow::Validate(std::move(submission), {},
                                      absl::UnixEpoch(), winnow::Uuid());
  if (!valid.ok()) {
    Require(!winnow::FieldViolationsOf(valid.status()).empty());
    Require(winnow::IsValidUtf8(valid.status().message()));
    return 0;
  }
  const winnow::Draft& draft = valid->draft;
  for (const std::string* kept :
       {&draft.thread.id, &draft.thread.url, &draft.thread.title,
        &draft.thread.section, &draft.display_name, &draft.website, &draft.body,
        &draft.author_id, &draft.language, &draft.request_id}) {
    Require(winnow::IsValidUtf8(*kept));
    Require(kept == &draft.body || !winnow::HasControlCharacters(*kept));
  }
  Require(!absl::StrContains(draft.body, '\r'));
  Require(!absl::StrContains(draft.body, '\0'));
  Require(!draft.body.empty() && !draft.thread.id.empty());
  Require(draft.website.empty() ||
          absl::StartsWithIgnoreCase(draft.website, "http"));
  return 0;
}
