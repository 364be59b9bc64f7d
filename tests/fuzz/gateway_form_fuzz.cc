// Forms come from strangers: their fields are UTF-8 and no longer than the
// form; the way back leads to the site and fits into a header; the page that
// shows them again holds no markup but its own.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "clients/gateway/form_fields.h"
#include "clients/gateway/form_post.h"
#include "clients/gateway/html.h"
#include "clients/gateway/web_origin.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {
namespace {

size_t CountOf(absl::string_view text, char c) {
  size_t count = 0;
  for (const char one : text) count += one == c ? 1 : 0;
  return count;
}

void CheckWayBack(const std::string& url,
                  const std::vector<std::string>& origins) {
  const auto address = ArticleAddress(url, origins, "x");
  if (!address) return;
  if (!IsUnderOneOf(*address, origins)) std::abort();
  if (!absl::EndsWith(*address, "#x") || CountOf(*address, '#') != 1) {
    std::abort();
  }
  for (const unsigned char c : *address) {
    if (!absl::ascii_isgraph(c)) std::abort();
  }
}

void Check(absl::string_view body) {
  const auto fields = ParseFormFields(body);
  if (!fields.ok()) return;
  if (fields->all().size() > kFormFieldsMax) std::abort();
  size_t bytes = 0;
  for (const auto& [name, raw] : fields->all()) {
    bytes += name.size() + raw.size();
    const std::string value = Utf8Of(raw, FormCharset::kUtf8);
    v1::SubmitCommentRequest request;
    request.set_display_name(Utf8Of(name, FormCharset::kLatin1));
    request.set_body(value);
    v1::SubmitCommentRequest again;
    if (!again.ParseFromString(request.SerializeAsString())) std::abort();
    for (const char c : EscapeHtml(value)) {
      if (c == '<' || c == '>' || c == '"' || c == '\'') std::abort();
    }
  }
  if (bytes > body.size()) std::abort();
  const GatewaySite site = {.id = "daily", .origins = {"https://news.example"}};
  const PlainForm form = ReadPlainForm(*fields);
  CheckWayBack(form.values.url, site.origins);
  FormValues none = form.values;
  // Where a field is empty its element is left out, so these stay.
  for (std::string* text :
       {&none.thread_id, &none.url, &none.name, &none.email, &none.website,
        &none.comment, &none.parent_id, &none.form_token, &none.request_id}) {
    if (!text->empty()) *text = "x";
  }
  const Problem problem = InvalidFieldsProblem({{"body", "must be there"}});
  if (CountOf(*FormPageAnswer(problem, form.values, site).body, '<') !=
      CountOf(*FormPageAnswer(problem, none, site).body, '<')) {
    std::abort();
  }
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  winnow::Check(absl::string_view(reinterpret_cast<const char*>(bytes), size));
  return 0;
}
