#include "clients/gateway/form_post.h"

#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/retry_pacer.h"
#include "clients/gateway/cors.h"
#include "clients/gateway/form_token.h"
#include "clients/gateway/web_origin.h"

namespace winnow {
namespace {

// Longer ones are no article's.
constexpr size_t kAddressBytesMax = 2048;
constexpr char kAwaiting[] = "winnow-awaiting-moderation";

struct KnownField {
  absl::string_view name;
  const char* of_winnowd;
  std::string FormValues::*value;
};

constexpr KnownField kKnown[] = {
    {"thread_id", "thread.id", &FormValues::thread_id},
    {"url", "thread.url", &FormValues::url},
    {"name", "display_name", &FormValues::name},
    {"email", "email", &FormValues::email},
    {"website", "website", &FormValues::website},
    {"comment", "body", &FormValues::comment},
    {"parent_id", "parent", &FormValues::parent_id},
    {"form_token", "form_token", &FormValues::form_token},
    {"request_id", "request_id", &FormValues::request_id},
};

v1::SubmitCommentRequest RequestOf(const PlainForm& form) {
  const FormValues& values = form.values;
  v1::SubmitCommentRequest request;
  request.mutable_thread()->set_id(values.thread_id);
  request.mutable_thread()->set_url(values.url);
  request.set_parent(values.parent_id);
  request.set_display_name(values.name);
  request.set_email(values.email);
  request.set_website(values.website);
  request.set_body(values.comment);
  request.set_request_id(values.request_id);
  request.mutable_form_evidence()->set_honeypot(form.honeypot);
  return request;
}

std::string FragmentOf(const v1::Comment& comment) {
  if (comment.state() != v1::Comment::APPROVED) return kAwaiting;
  const std::string& name = comment.name();
  return absl::StrCat("winnow-comment-", name.substr(name.rfind('/') + 1));
}

}  // namespace

PlainForm ReadPlainForm(const FormFields& fields) {
  PlainForm form;
  std::set<absl::string_view> seen;
  for (const auto& [name, bytes] : fields.all()) {
    // Browsers send what the error page declares, and pages should.
    const std::string value = Utf8Of(bytes, FormCharset::kUtf8);
    if (name == kHoneypotField) form.honeypot += value;
    for (const KnownField& known : kKnown) {
      if (name != known.name) continue;
      if (seen.insert(known.name).second) {
        form.values.*known.value = value;
      } else {
        form.errors.push_back({known.of_winnowd, "must be given once"});
      }
    }
  }
  return form;
}

std::optional<std::string> ArticleAddress(
    absl::string_view url, const std::vector<std::string>& origins,
    absl::string_view fragment) {
  if (url.size() > kAddressBytesMax || !IsUnderOneOf(url, origins)) {
    return std::nullopt;
  }
  std::string address;
  for (const char c : url.substr(0, url.find('#'))) {
    // What is no printable ASCII, a line end above all, gets escaped: this goes
    // into a header.
    if (c > ' ' && c < '\x7f') {
      address.push_back(c);
    } else {
      absl::StrAppend(&address, "%",
                      absl::Hex(static_cast<uint8_t>(c), absl::kZeroPad2));
    }
  }
  return absl::StrCat(address, "#", fragment);
}

void FormPosts::Refuse(const Exchange& exchange, const Problem& problem) {
  // Another site's page would have the gateway show what it likes.
  if (exchange.HasKey() || CheckOrigin(exchange) ||
      exchange.request.body.empty()) {
    return exchange.Fail(problem);
  }
  const auto fields = ParseFormFields(exchange.request.body);
  if (!fields.ok()) return exchange.Fail(problem);
  exchange.end(
      exchange,
      FormPageAnswer(problem, ReadPlainForm(*fields).values, *exchange.site),
      problem.code);
}

void FormPosts::Post(const ExchangePtr& exchange) {
  if (exchange->HasKey()) {
    return exchange->Fail(
        {.status = 400,
         .code = "no_key_here",
         .detail = "this address is for browsers: send no API key"});
  }
  const auto fields = ParseFormFields(exchange->request.body);
  if (!fields.ok()) {
    return exchange->Fail({.status = 400,
                           .code = "invalid_form",
                           .detail = std::string(fields.status().message())});
  }
  const auto form = std::make_shared<PlainForm>(ReadPlainForm(*fields));
  FormValues& values = form->values;
  // Sent again after an answer that got lost, or from the page that a failure
  // shows, it is still the same comment.
  if (values.request_id.empty()) values.request_id = NewRequestId();
  const auto fail = [exchange, form](const Problem& problem) {
    // That id stands for another text.
    if (problem.code == "request_id_used") form->values.request_id.clear();
    exchange->end(*exchange,
                  FormPageAnswer(problem, form->values, *exchange->site),
                  problem.code);
  };
  const auto& origins = exchange->site->origins;
  if (!ArticleAddress(values.url, origins, "")) {
    form->errors.push_back(
        {"thread.url", "must be the article's address, on this site"});
  }
  if (!form->errors.empty()) return fail(InvalidFieldsProblem(form->errors));
  writes_.Store(
      exchange, RequestOf(*form), values.form_token,
      [exchange, form, fail](const std::optional<Problem>& problem,
                             const v1::SubmitCommentResponse& response) {
        if (problem) return fail(*problem);
        const auto address =
            ArticleAddress(form->values.url, exchange->site->origins,
                           FragmentOf(response.comment()));
        exchange->Answer({.status = 303,
                          .content_type = "",
                          .headers = {{"Location", address.value_or("/")},
                                      {"Cache-Control", "no-store"}}});
      });
}

}  // namespace winnow
