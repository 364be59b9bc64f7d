// A model's file may be damaged or hostile: reading it must refuse or give
// something that can be used. The checksum would keep every change out, so the
// first byte says whether the bytes behind it become numbers and table of a
// file that is whole.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/explainer.h"

namespace winnow {
namespace {

void Use(std::string file) {
  auto model = Model::Parse(std::move(file));
  if (!model.ok()) return;
  const Classifier classifier(*std::move(model));
  const std::string text = "You f.o.o.l, see http://a.example 😀";
  const TextViews body(text);
  FeatureSet features;
  const ClassifierInput input = {body, "name", "http://b.example", {}};
  const Assessment assessment = classifier.Assess(input, "en", features);
  for (const float probability : assessment.probability) {
    if (!(probability >= 0 && probability <= 1)) std::abort();
  }
  ExplainScores(classifier, input, "en");
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  if (bytes[0] % 2 == 0) {
    winnow::Use(std::string(bytes + 1, bytes + size));
    return 0;
  }
  winnow::ModelNumbers numbers = {};
  std::memcpy(&numbers, bytes + 1, std::min(size - 1, sizeof numbers));
  std::vector<int8_t> table(winnow::kBucketsMin * winnow::kHeads);
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<int8_t>(bytes[i % size]);
  }
  winnow::Use(*winnow::WriteModelFile(numbers, "record", table));
  return 0;
}
