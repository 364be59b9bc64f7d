// Where things stand in the text of a policy, for faults that name line and
// column. Internal to policy_text.cc.

#ifndef WINNOW_SERVICE_API_POLICY_PLACES_H_
#define WINNOW_SERVICE_API_POLICY_PLACES_H_

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace winnow {

using InfoTree = google::protobuf::TextFormat::ParseInfoTree;

// Where something stands in a text; line -1 when there is no text.
using Place = google::protobuf::TextFormat::ParseLocation;

class Faults final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    Add(Place(line, column), message);
  }

  void Add(Place place, absl::string_view what) {
    lines_.push_back(
        place.line < 0
            ? std::string(what)
            : absl::StrCat(place.line + 1, ":", place.column + 1, ": ", what));
  }

  std::vector<std::string> Take() { return std::move(lines_); }

  absl::Status ToStatus() const {
    if (lines_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrJoin(lines_, "\n"));
  }

 private:
  std::vector<std::string> lines_;
};

// A message and where its parts stand; without a text they stand nowhere.
class Located {
 public:
  Located(const google::protobuf::Message& message, InfoTree* tree)
      : message_(message), tree_(tree) {}

  Place Of(const char* field, int index = -1) const {
    return tree_ == nullptr ? Place() : tree_->GetLocation(Field(field), index);
  }

  InfoTree* Tree(const char* field, int index) const {
    return tree_ == nullptr ? nullptr
                            : tree_->GetTreeForNested(Field(field), index);
  }

 private:
  const google::protobuf::FieldDescriptor* Field(const char* name) const {
    return message_.GetDescriptor()->FindFieldByName(name);
  }

  const google::protobuf::Message& message_;
  InfoTree* const tree_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_POLICY_PLACES_H_
