#include "clients/gateway/error_page.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/gateway/form_token.h"
#include "clients/gateway/html.h"

namespace winnow {
namespace {

// One field that is seen.
struct Field {
  const char* of_winnowd;  // its name in problems
  Markup name;
  Markup label;
  Markup attributes;
  std::string FormValues::*value;
};

constexpr Field kFields[] = {
    {"display_name", "name", "Name", R"(type="text" autocomplete="name")",
     &FormValues::name},
    {"email", "email", "Email (not published)",
     R"(type="email" autocomplete="email")", &FormValues::email},
    {"website", "website", "Website (optional)",
     R"(type="url" autocomplete="url")", &FormValues::website},
    {"body", "comment", "Comment", R"(rows="10")", &FormValues::comment},
};

// What is behind the form, and comes along.
struct Hidden {
  Markup name;
  std::string FormValues::*value;
};

constexpr Hidden kHidden[] = {
    {"thread_id", &FormValues::thread_id},
    {"url", &FormValues::url},
    {"parent_id", &FormValues::parent_id},
    {"form_token", &FormValues::form_token},
    {"request_id", &FormValues::request_id},
};

// For readers; a problem's own sentence is for programmers.
Markup HeadingOf(int status) {
  switch (status) {
    case 409:
      return "This comment was not taken";
    case 413:
      return "This comment is too long";
    case 422:
      return "Please look at the comment again";
    case 429:
      return "Too many comments came at once";
    case 500:
    case 501:
    case 503:
    case 504:
      return "Comments cannot be reached at the moment";
    default:
      return "This comment could not be sent";
  }
}

Markup AdviceOf(int status) {
  switch (status) {
    case 403:
      return "Send it from the article's own page.";
    case 409:
      return "It may have been sent before. Look at the article first.";
    case 413:
      return "Go back, shorten it and send it again.";
    case 422:
      return "It was not sent yet.";
    case 429:
    case 500:
    case 501:
    case 503:
    case 504:
      return "Wait a moment and send it again: it will not appear twice.";
    default:
      return "Go back to the article and try it again.";
  }
}

void AddHead(Html& html, Markup heading) {
  html.Add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n")
      .Add("<meta charset=\"utf-8\">\n")
      .Add("<meta name=\"viewport\" content=\"width=device-width\">\n")
      .Add("<meta name=\"robots\" content=\"noindex\">\n<title>")
      .Add(heading)
      .Add("</title>\n<link rel=\"stylesheet\" ")
      .Add("href=\"../../../embed/winnow.css\">\n</head>\n<body ")
      .Add("class=\"winnow-page\">\n<main class=\"winnow\">\n<h1>")
      .Add(heading)
      .Add("</h1>\n");
}

void AddErrors(Html& html, const std::vector<BadField>& errors) {
  if (errors.empty()) return;
  html.Add("<ul>\n");
  for (const BadField& bad : errors) {
    html.Add("<li>");
    const Field* known = nullptr;
    for (const Field& field : kFields) {
      if (bad.field == field.of_winnowd) known = &field;
    }
    if (known == nullptr) {
      html.Text(bad.field).Add(": ").Text(bad.description);
    } else {
      html.Add("<a href=\"#winnow-").Add(known->name).Add("\">");
      html.Add(known->label).Add("</a>: ").Text(bad.description);
    }
    html.Add("</li>\n");
  }
  html.Add("</ul>\n");
}

void AddField(Html& html, const Field& field, const FormValues& values,
              const std::vector<BadField>& errors) {
  bool bad = false;
  for (const BadField& error : errors) {
    bad = bad || error.field == field.of_winnowd;
  }
  const bool is_text = field.value == &FormValues::comment;
  html.Add("<p class=\"winnow-field\"><label for=\"winnow-")
      .Add(field.name)
      .Add("\">");
  html.Add(field.label).Add("</label>\n");
  html.Add(is_text ? Markup("<textarea") : Markup("<input"));
  html.Add(" id=\"winnow-").Add(field.name).Add("\" name=\"").Add(field.name);
  html.Add("\" ").Add(field.attributes);
  if (bad) html.Add(" aria-invalid=\"true\"");
  if (is_text) {
    // A line end right behind the tag is no part of the text.
    html.Add(">\n").Text(values.*field.value).Add("</textarea></p>\n");
  } else {
    html.Add(" value=\"").Text(values.*field.value).Add("\"></p>\n");
  }
}

void AddForm(Html& html, const FormValues& values,
             const std::vector<BadField>& errors) {
  html.Add("<form method=\"post\" action=\"form\">\n");
  for (const Hidden& hidden : kHidden) {
    if ((values.*hidden.value).empty()) continue;
    html.Add("<input type=\"hidden\" name=\"").Add(hidden.name);
    html.Add("\" value=\"").Text(values.*hidden.value).Add("\">\n");
  }
  for (const Field& field : kFields) AddField(html, field, values, errors);
  html.Add("<p hidden><label>Leave this empty <input name=\"")
      .Text(kHoneypotField)
      .Add("\" tabindex=\"-1\" autocomplete=\"off\"></label></p>\n")
      .Add("<p><button class=\"winnow-button winnow-primary\">Send</button>")
      .Add("</p>\n</form>\n");
}

HttpAnswer PageAnswer(const Problem& problem, Html& html,
                      const std::string& form_action) {
  html.Add("</main>\n</body>\n</html>\n");
  // Its status, Retry-After and Cache-Control are those of any problem.
  HttpAnswer answer = ProblemAnswer(problem);
  answer.content_type = "text/html; charset=utf-8";
  answer.body = std::make_shared<const std::string>(html.Take());
  answer.headers.emplace_back(
      "Content-Security-Policy",
      absl::StrCat("default-src 'none'; style-src 'self'; form-action ",
                   form_action, "; base-uri 'none'; frame-ancestors 'none'"));
  // With no-referrer a browser would send the form with an Origin of null.
  answer.headers.emplace_back("Referrer-Policy", "same-origin");
  return answer;
}

}  // namespace

HttpAnswer ErrorPageAnswer(const Problem& problem) {
  Html html;
  AddHead(html, HeadingOf(problem.status));
  html.Add("<p role=\"alert\">").Add(AdviceOf(problem.status)).Add("</p>\n");
  return PageAnswer(problem, html, "'none'");
}

HttpAnswer FormPageAnswer(const Problem& problem, const FormValues& values,
                          const GatewaySite& site) {
  Html html;
  AddHead(html, HeadingOf(problem.status));
  html.Add("<div class=\"winnow-summary\" role=\"alert\">\n<p>");
  html.Add(AdviceOf(problem.status));
  html.Add("</p>\n");
  AddErrors(html, problem.errors);
  html.Add("</div>\n");
  AddForm(html, values, problem.errors);
  // Some browsers hold the redirect to the article against it, too.
  return PageAnswer(problem, html,
                    absl::StrCat("'self' ", absl::StrJoin(site.origins, " ")));
}

}  // namespace winnow
