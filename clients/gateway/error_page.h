// What a reader without JavaScript sees where the plain form was not taken: a
// small complete page, with the form and all that was in it where that is
// known, so that no text is lost.
//
// No script; everything that somebody has typed gets in through Html::Text().
// Addresses in it are relative to B/v1/sites/SITE/form, since only a proxy
// knows B.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_ERROR_PAGE_H_
#define WINNOW_CLIENTS_GATEWAY_ERROR_PAGE_H_

#include <string>

#include "clients/gateway/http_message.h"
#include "clients/gateway/problem.h"
#include "clients/gateway/settings.h"

namespace winnow {

// What the plain form holds, as typed.
struct FormValues {
  std::string thread_id;
  std::string url;
  std::string name;
  std::string email;
  std::string website;
  std::string comment;
  std::string parent_id;
  std::string form_token;
  std::string request_id;
};

// A page that says what is wrong, without the form.
HttpAnswer ErrorPageAnswer(const Problem& problem);

// The same with the form, each bad field marked. The problem's fields are named
// as winnowd does, `thread.url`; those that no field of the form is behind are
// only said.
HttpAnswer FormPageAnswer(const Problem& problem, const FormValues& values,
                          const GatewaySite& site);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_ERROR_PAGE_H_
