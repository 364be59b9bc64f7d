#include "service/screening/filters/duplicates.h"

#include "absl/strings/str_cat.h"
#include "service/screening/text/sketch.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

class DuplicatesFilter final : public Filter {
 public:
  explicit DuplicatesFilter(const FilterSettings& settings)
      : copies_certain_(settings.limits.copies_certain) {}

  absl::string_view name() const override { return "duplicates"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& subject, const Circumstances& circumstances,
               SignalSink& signals) const override {
    const Duplicates& found = circumstances.duplicates;
    if (found.same_author_same_thread) {
      signals.Report({.name = "duplicate_own",
                      .strength = 1,
                      .spans = {},
                      .reason = "the same text by the same author"});
    }
    if (found.cluster_size <= 0 || !IsDistinctive(subject)) return;
    const double strength =
        static_cast<double>(found.cluster_size) / copies_certain_;
    signals.Report(
        {.name = found.other_author ? "near_duplicate" : "near_duplicate_own",
         .strength = strength,
         .spans = {},
         .reason = absl::StrCat(found.cluster_size, " earlier copies")});
  }

 private:
  // Many people write "Thank you!" without knowing of each other; nobody else
  // writes the same eight words, or the same link, by chance.
  static bool IsDistinctive(const Subject& subject) {
    if (!subject.links.empty()) return true;
    return CountWords(subject.body.folded().text(), kSketchWordsMin) ==
           kSketchWordsMin;
  }

  const int copies_certain_;
};

}  // namespace

std::unique_ptr<const Filter> MakeDuplicates(const FilterSettings& settings) {
  return std::make_unique<DuplicatesFilter>(settings);
}

}  // namespace winnow
