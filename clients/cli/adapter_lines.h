// A site's adapter in words, for people.

#ifndef WINNOW_CLIENTS_CLI_ADAPTER_LINES_H_
#define WINNOW_CLIENTS_CLI_ADAPTER_LINES_H_

#include <string>
#include <vector>

#include "winnow/v1/site.pb.h"

namespace winnow {

// One sentence: what it may do, what it changed, what it waits for.
std::string AdapterSentence(const v1::Adapter& adapter);

// Its verdicts that differ, one line a kind: "12 held that would be approved".
std::vector<std::string> AdapterChanges(const v1::Adapter& adapter);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_ADAPTER_LINES_H_
