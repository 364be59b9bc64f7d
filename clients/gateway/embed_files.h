// What pages of sites load from the gateway, and a sample of such a page: the
// files of embed/, which the build puts into the program.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_EMBED_FILES_H_
#define WINNOW_CLIENTS_GATEWAY_EMBED_FILES_H_

#include <string>

#include "clients/gateway/cached_answer.h"
#include "clients/gateway/settings.h"

namespace winnow {

// embed/*.js as one script and embed/winnow.css, with the ETag of their
// content.
const CachedAnswer& EmbedScript();
const CachedAnswer& EmbedStyle();

// embed/sample.html with a site's id for each `{site}`, and its first origin
// for
// `{origin}`.
std::string SamplePage(const GatewaySite& site);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_EMBED_FILES_H_
