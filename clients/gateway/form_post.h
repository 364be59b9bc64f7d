// The plain HTML form of a page without JavaScript: fields in, a redirect back
// to the article out, or a page that says what is wrong.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_FORM_POST_H_
#define WINNOW_CLIENTS_GATEWAY_FORM_POST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/gateway/error_page.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/form_fields.h"
#include "clients/gateway/writes.h"

namespace winnow {

struct PlainForm {
  FormValues values;
  std::string honeypot;
  std::vector<BadField> errors;  // fields that were there twice
};

// Takes the fields it knows, and leaves out the others: a site's own form may
// have more.
PlainForm ReadPlainForm(const FormFields& fields);

// Returns the address of an article with another fragment, fit for a header;
// nothing if it does not lie under one of `origins`, or is too long.
// Input: `url` is untrusted; `fragment` is ours.
std::optional<std::string> ArticleAddress(
    absl::string_view url, const std::vector<std::string>& origins,
    absl::string_view fragment);

class FormPosts {
 public:
  // `writes` must outlive this object.
  explicit FormPosts(Writes& writes) : writes_(writes) {}

  // Answers the exchange, exactly once.
  void Post(const ExchangePtr& exchange);

  // Answers a form that goes no further; with all that was in it, where that
  // can be read and a page of the site has sent it.
  static void Refuse(const Exchange& exchange, const Problem& problem);

 private:
  Writes& writes_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_FORM_POST_H_
