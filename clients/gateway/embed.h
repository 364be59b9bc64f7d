// Answers with the files that pages of sites load, and with the sample article.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_EMBED_H_
#define WINNOW_CLIENTS_GATEWAY_EMBED_H_

#include "clients/gateway/exchange.h"
#include "clients/gateway/settings.h"

namespace winnow {

// The script or the style that the address names. Any page may load them, with
// a checksum, too: `integrity` needs `crossorigin`.
void AnswerEmbed(const Exchange& exchange);

// A site's sample article, which runs nothing but the script.
void AnswerSample(const Exchange& exchange, const GatewaySite& site);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_EMBED_H_
