#include "clients/cli/import_tally.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/json.h"
#include "clients/cli/output.h"
#include "clients/cpp/call_error.h"

namespace winnow {

int64_t ImportTally::answered() const {
  int64_t sum = failed;
  for (const auto& [state, count] : states) sum += count;
  return sum;
}

void ImportTally::CountAnswer(
    const v1::ImportCommentsResponse::Imported& imported) {
  ++states[imported.state()];
  if (imported.replayed()) ++replayed;
}

void ImportTally::CountFailure(absl::string_view place, absl::string_view why) {
  ++failed;
  if (failures.size() < kImportFailuresTold) {
    failures.push_back(absl::StrCat(place, ": ", why));
  }
}

std::string ImportTally::Summary(absl::Duration elapsed) const {
  std::vector<std::string> parts;
  for (const auto& [state, count] : states) {
    parts.push_back(absl::StrCat(
        count, " ", absl::AsciiStrToLower(v1::Comment::State_Name(state))));
  }
  if (replayed > 0) {
    parts.push_back(absl::StrCat(replayed, " of them imported before"));
  }
  if (failed > 0 || states.empty()) {
    parts.push_back(absl::StrCat(failed, " failed"));
  }
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (seconds > 0) {
    parts.push_back(absl::StrCat(
        static_cast<int64_t>(static_cast<double>(answered()) / seconds), "/s"));
  }
  return absl::StrCat(Counted(answered(), "comment"), ": ",
                      absl::StrJoin(parts, ", "));
}

std::string ImportedJson(absl::string_view source_id, absl::string_view place,
                         const v1::ImportCommentsResponse::Imported& imported) {
  return absl::StrCat(
      "{\"source_id\":", ToJsonString(source_id),
      ",\"place\":", ToJsonString(place),
      ",\"name\":", ToJsonString(imported.name()),
      ",\"state\":", ToJsonString(v1::Comment::State_Name(imported.state())),
      ",\"replayed\":", imported.replayed() ? "true" : "false", "}");
}

std::string NotImportedJson(absl::string_view source_id,
                            absl::string_view place,
                            const absl::Status& error) {
  std::vector<std::string> fields;
  for (const BadField& bad : BadFields(error)) {
    fields.push_back(
        absl::StrCat("{\"field\":", ToJsonString(bad.field),
                     ",\"description\":", ToJsonString(bad.description), "}"));
  }
  return absl::StrCat("{\"source_id\":", ToJsonString(source_id),
                      ",\"place\":", ToJsonString(place),
                      ",\"error\":", ToJsonString(error.message()),
                      ",\"fields\":[", absl::StrJoin(fields, ","), "]}");
}

}  // namespace winnow
