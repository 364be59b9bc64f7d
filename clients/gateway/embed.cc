#include "clients/gateway/embed.h"

#include <memory>
#include <utility>

#include "clients/gateway/embed_files.h"

namespace winnow {

void AnswerEmbed(const Exchange& exchange) {
  const bool script = exchange.target.segments.back() == "winnow.js";
  const CachedAnswer& file = script ? EmbedScript() : EmbedStyle();
  HttpAnswer answer{
      .status = 200,
      .content_type =
          script ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8",
      .body = file.body,
      .headers = {{"ETag", file.etag},
                  {"Cache-Control", "public, max-age=300"},
                  {"Cross-Origin-Resource-Policy", "cross-origin"},
                  {"Access-Control-Allow-Origin", "*"}}};
  if (EtagMatches(exchange.request.headers.if_none_match, file.etag)) {
    answer.status = 304;
    answer.body = nullptr;
  }
  exchange.Answer(std::move(answer));
}

void AnswerSample(const Exchange& exchange, const GatewaySite& site) {
  exchange.Answer(
      {.status = 200,
       .content_type = "text/html; charset=utf-8",
       .body = std::make_shared<const std::string>(SamplePage(site)),
       .headers = {{"Cache-Control", "no-cache"},
                   {"Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; "
                    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
                    "frame-ancestors 'none'"},
                   // With no-referrer a browser would send the plain form with
                   // an Origin of null.
                   {"Referrer-Policy", "same-origin"}}});
}

}  // namespace winnow
