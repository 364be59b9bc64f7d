#include "service/screening/classifier/training/examples.h"

#include <algorithm>
#include <map>
#include <thread>

#include "service/screening/text/links.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

// Small enough that threads end together.
constexpr size_t kRowsABlock = 4096;

// The piece of `all` between two of the ends.
template <typename T>
absl::Span<const T> Piece(const std::vector<T>& all,
                          const std::vector<size_t>& ends, size_t i) {
  const size_t begin = i == 0 ? 0 : ends[i - 1];
  return absl::MakeConstSpan(all).subspan(begin, ends[i] - begin);
}

}  // namespace

void ExtractRow(const TrainingRow& row, FeatureSet& features) {
  const TextViews body(row.text);
  const TextViews name(row.name);
  const TextViews website(row.website);
  const std::vector<Link> links = FindLinks(body, TextField::kBody);
  ExtractFeatures(
      {body, name.skeleton().text(), website.skeleton().text(), links},
      /*with_places=*/false, features);
}

ExampleSet::Block ExampleSet::MakeBlock(absl::Span<const TrainingRow> rows) {
  Block block;
  FeatureSet features;
  for (const TrainingRow& row : rows) {
    ExtractRow(row, features);
    const auto append = [](auto& to, const auto& from, auto& ends) {
      to.insert(to.end(), from.begin(), from.end());
      ends.push_back(to.size());
    };
    append(block.grams, features.grams, block.gram_end);
    append(block.author_grams, features.author_grams, block.author_end);
    append(block.marks, features.marks, block.mark_end);
  }
  return block;
}

ExampleSet ExampleSet::Make(const std::vector<TrainingRow>& rows, int threads) {
  ExampleSet set;
  set.rows_a_block_ = kRowsABlock;
  set.blocks_.resize((rows.size() + kRowsABlock - 1) / kRowsABlock);
  std::vector<std::thread> workers;
  const auto count = static_cast<size_t>(std::max(threads, 1));
  for (size_t t = 0; t < count; ++t) {
    workers.emplace_back([&set, &rows, t, count] {
      for (size_t b = t; b < set.blocks_.size(); b += count) {
        set.blocks_[b] = MakeBlock(
            absl::MakeConstSpan(rows).subspan(b * kRowsABlock, kRowsABlock));
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::map<std::string, uint16_t> numbers;
  for (const TrainingRow& row : rows) {
    const auto [at, is_new] =
        numbers.try_emplace(row.source, static_cast<uint16_t>(numbers.size()));
    if (is_new) set.sources_.push_back(row.source);
    set.source_.push_back(at->second);
    set.labels_.push_back(row.labels);
    set.weights_.push_back(row.weights);
  }
  return set;
}

Example ExampleSet::At(size_t i) const {
  const Block& block = blocks_[i / rows_a_block_];
  const size_t k = i % rows_a_block_;
  return {Piece(block.grams, block.gram_end, k),
          Piece(block.author_grams, block.author_end, k),
          Piece(block.marks, block.mark_end, k),
          labels_[i],
          weights_[i],
          source_[i]};
}

}  // namespace winnow
