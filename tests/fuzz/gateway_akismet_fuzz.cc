// Forms of Akismet's clients carry what strangers wrote, in any bytes: what is
// made of them fits into messages and within winnowd's bounds.
#include <sodium.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/akismet_request.h"
#include "clients/gateway/form_fields.h"
#include "clients/gateway/html_text.h"

namespace {

constexpr size_t kTextBytesMax = 65'525;

template <typename Message>
void CheckMessage(const Message& message) {
  // Parsing refuses what is not UTF-8.
  Message again;
  if (!again.ParseFromString(message.SerializeAsString())) std::abort();
}

void CheckComment(const winnow::AkismetComment& comment) {
  if (comment.text.size() > kTextBytesMax || comment.thread_id.size() > 255) {
    std::abort();
  }
  CheckMessage(winnow::AnalysisOf(comment));
  const auto submission =
      winnow::SubmissionOf(comment, "daily", "Abcdef123456");
  CheckMessage(submission);
  if (submission.request_id().size() > 128) std::abort();
  CheckMessage(
      winnow::FeedbackOf(comment, winnow::v1::Comment::SPAM, "Abcdef123456"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
  const absl::string_view body(reinterpret_cast<const char*>(bytes), size);
  const auto form = winnow::ParseFormFields(body);
  if (!form.ok()) return 0;
  size_t length = 0;
  for (const auto& [name, value] : form->all()) {
    length += name.size() + value.size();
    const std::string html = winnow::Utf8Of(value, winnow::FormCharset::kUtf8);
    if (winnow::TextOfHtml(html).size() > html.size()) std::abort();
  }
  if (length > size || form->all().size() > winnow::kFormFieldsMax) {
    std::abort();
  }
  const std::string key =
      winnow::FindAkismetKey(*form, {}, body.substr(0, 100), {});
  if (key.size() > 64) std::abort();
  CheckComment(winnow::ReadAkismetComment(*form, "", false));
  CheckComment(winnow::ReadAkismetComment(*form, body.substr(0, 100), true));
  return 0;
}
