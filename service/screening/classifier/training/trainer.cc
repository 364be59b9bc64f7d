#include "service/screening/classifier/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/screening/classifier/model.h"

namespace winnow {
namespace {

// A bucket's weights and the squares its rates come from, one line of memory.
struct alignas(64) Slot {
  PerHead weights;
  PerHead squares;
};

// Squares begin here: the first steps are no leaps.
constexpr float kSquareFirst = 1e-4F;
// Marks are few and each says little; they learn more slowly than grams.
constexpr float kMarkRate = 0.05F;
constexpr float kMarkSquareFirst = 1.0F;
constexpr size_t kLookAhead = 16;
constexpr size_t kExamplesAProgress = 4096;
// What is known this well teaches nothing.
constexpr float kErrorMin = 1e-3F;
// Of the rate that the last epoch would go down by, were it one more.
constexpr float kRateFall = 0.8F;

class Replica {
 public:
  Replica(const ExampleSet& examples, absl::Span<const uint32_t> chosen,
          const TrainingOptions& options, uint64_t seed)
      : examples_(examples),
        order_(chosen.begin(), chosen.end()),
        options_(options),
        random_(seed),
        slots_(options.buckets, Slot{{}, Filled(kSquareFirst)}),
        marks_(kMarks, Slot{{}, Filled(kMarkSquareFirst)}),
        intercepts_(examples.sources().size(),
                    Slot{{}, Filled(kMarkSquareFirst)}) {}

  // Goes to where it was after some epochs. Their orders are drawn again, which
  // is cheaper than to keep them.
  void Resume(int epochs_done, const std::vector<float>& state) {
    for (int epoch = 0; epoch < epochs_done; ++epoch) Shuffle();
    const float* from = state.data();
    for (std::vector<Slot>* const slots : {&slots_, &marks_, &intercepts_}) {
      for (Slot& slot : *slots) {
        std::copy_n(from, kHeads, slot.weights.begin());
        std::copy_n(from + kHeads, kHeads, slot.squares.begin());
        from += 2 * kHeads;
      }
    }
  }

  std::vector<float> State() const {
    std::vector<float> state;
    state.reserve(StateSize());
    for (const std::vector<Slot>* const slots :
         {&slots_, &marks_, &intercepts_}) {
      for (const Slot& slot : *slots) {
        state.insert(state.end(), slot.weights.begin(), slot.weights.end());
        state.insert(state.end(), slot.squares.begin(), slot.squares.end());
      }
    }
    return state;
  }

  size_t StateSize() const {
    return 2 * kHeads * (slots_.size() + marks_.size() + intercepts_.size());
  }

  // `progress` is called with the share of the epoch that is done; may be
  // empty.
  void RunEpoch(int epoch, const std::function<void(double)>& progress) {
    Shuffle();
    const float share =
        static_cast<float>(epoch) / static_cast<float>(options_.epochs);
    rate_ = options_.rate * (1 - kRateFall * share);
    for (size_t i = 0; i < order_.size(); ++i) {
      Learn(examples_.At(order_[i]));
      if (progress && i % kExamplesAProgress == 0) {
        progress(static_cast<double>(i) / static_cast<double>(order_.size()));
      }
    }
  }

  const std::vector<Slot>& slots() const { return slots_; }
  const std::vector<Slot>& marks() const { return marks_; }
  const std::vector<Slot>& intercepts() const { return intercepts_; }

 private:
  static PerHead Filled(float value) {
    PerHead numbers;
    numbers.fill(value);
    return numbers;
  }

  void Shuffle() { std::shuffle(order_.begin(), order_.end(), random_); }

  Slot& At(uint32_t gram) { return slots_[BucketOf(gram, options_.buckets)]; }

  void Learn(const Example& example) {
    PerHead odds = intercepts_[example.source].weights;
    for (const uint16_t mark : example.marks) {
      for (size_t h = 0; h < kHeads; ++h) odds[h] += marks_[mark].weights[h];
    }
    const float scale = GramScale(example.grams.size());
    PerHead sums = {};
    for (size_t i = 0; i < example.grams.size(); ++i) {
      if (i + kLookAhead < example.grams.size()) {
        __builtin_prefetch(&At(example.grams[i + kLookAhead]), 1);
      }
      const PerHead& weights = At(example.grams[i]).weights;
      for (size_t h = 0; h < kHeads; ++h) sums[h] += weights[h];
    }
    for (size_t h = 0; h < kHeads; ++h) odds[h] += scale * sums[h];
    const float author_scale = GramScale(example.author_grams.size());
    for (const uint32_t gram : example.author_grams) {
      odds[kSpamHead] += author_scale * At(gram).weights[kSpamHead];
    }

    PerHead error = {};
    float largest = 0;
    for (size_t h = 0; h < kHeads; ++h) {
      if (!IsKnown(example.labels[h])) continue;
      const float probability = 1 / (1 + std::exp(-odds[h]));
      error[h] = example.weights[h] * (probability - example.labels[h]);
      largest = std::max(largest, std::abs(error[h]));
    }
    if (largest < kErrorMin) return;
    Step(intercepts_[example.source], error, kMarkRate, 0);
    for (const uint16_t mark : example.marks) {
      Step(marks_[mark], error, kMarkRate, 0);
    }
    PerHead scaled = error;
    for (float& e : scaled) e *= scale;
    for (const uint32_t gram : example.grams) {
      Step(At(gram), scaled, rate_, options_.decay);
    }
    PerHead author_error = {};
    author_error[kSpamHead] = error[kSpamHead] * author_scale;
    for (const uint32_t gram : example.author_grams) {
      Step(At(gram), author_error, rate_, options_.decay);
    }
  }

  static void Step(Slot& slot, const PerHead& error, float rate, float decay) {
    for (size_t h = 0; h < kHeads; ++h) {
      const float slope = error[h] + decay * slot.weights[h];
      slot.squares[h] += slope * slope;
      slot.weights[h] -= rate * slope / std::sqrt(slot.squares[h]);
    }
  }

  const ExampleSet& examples_;
  std::vector<uint32_t> order_;
  const TrainingOptions options_;
  std::mt19937_64 random_;
  std::vector<Slot> slots_;
  std::vector<Slot> marks_;
  std::vector<Slot> intercepts_;
  float rate_ = 0;
};

bool Fits(const TrainingState& state,
          const std::vector<std::unique_ptr<Replica>>& replicas) {
  return state.replicas.size() == replicas.size() &&
         std::all_of(state.replicas.begin(), state.replicas.end(),
                     [&](const std::vector<float>& of_one) {
                       return of_one.size() == replicas[0]->StateSize();
                     });
}

void AddSlots(const std::vector<Slot>& slots, float share, float* sums) {
  for (size_t i = 0; i < slots.size(); ++i) {
    for (size_t h = 0; h < kHeads; ++h) {
      sums[i * kHeads + h] += share * slots[i].weights[h];
    }
  }
}

}  // namespace

std::string TrainerConstants() {
  return absl::StrCat(kSquareFirst, " ", kMarkRate, " ", kMarkSquareFirst, " ",
                      kErrorMin, " ", kRateFall);
}

PerHead TrainedWeights::LogOdds(const Example& example) const {
  PerHead odds = bias;
  for (const uint16_t mark : example.marks) {
    for (size_t h = 0; h < kHeads; ++h) odds[h] += marks[mark][h];
  }
  const auto at = [this](uint32_t gram) {
    return &table[size_t{BucketOf(gram, buckets)} * kHeads];
  };
  PerHead sums = {};
  for (const uint32_t gram : example.grams) {
    const float* const weights = at(gram);
    for (size_t h = 0; h < kHeads; ++h) sums[h] += weights[h];
  }
  const float scale = GramScale(example.grams.size());
  for (size_t h = 0; h < kHeads; ++h) odds[h] += scale * sums[h];
  const float author_scale = GramScale(example.author_grams.size());
  for (const uint32_t gram : example.author_grams) {
    odds[kSpamHead] += author_scale * at(gram)[kSpamHead];
  }
  return odds;
}

TrainedWeights TrainWeights(const ExampleSet& examples,
                            absl::Span<const uint32_t> chosen,
                            const TrainingOptions& options,
                            const TrainingCourse& course) {
  TrainedWeights trained;
  trained.buckets = options.buckets;
  trained.table.assign(size_t{options.buckets} * kHeads, 0);
  trained.marks.assign(kMarks, PerHead{});
  std::vector<std::unique_ptr<Replica>> replicas;
  for (int r = 0; r < options.replicas; ++r) {
    replicas.push_back(std::make_unique<Replica>(
        examples, chosen, options,
        options.seed * 1000 + static_cast<uint64_t>(r)));
  }
  int first = 0;
  if (course.begin && Fits(*course.begin, replicas)) {
    first = course.begin->epochs_done;
    for (size_t r = 0; r < replicas.size(); ++r) {
      replicas[r]->Resume(first, course.begin->replicas[r]);
    }
  }
  for (int epoch = first; epoch < options.epochs; ++epoch) {
    std::vector<std::thread> workers;
    for (const auto& replica : replicas) {
      // They are equally long: one speaks for all.
      std::function<void(double)> progress;
      if (course.progress && replica == replicas.front()) {
        progress = [&course, &options, epoch](double share) {
          course.progress((epoch + share) / options.epochs);
        };
      }
      workers.emplace_back([&replica, epoch, progress = std::move(progress)] {
        replica->RunEpoch(epoch, progress);
      });
    }
    for (std::thread& worker : workers) worker.join();
    if (course.after_epoch && epoch + 1 < options.epochs) {
      TrainingState state;
      state.epochs_done = epoch + 1;
      for (const auto& replica : replicas) {
        state.replicas.push_back(replica->State());
      }
      course.after_epoch(state);
    }
  }
  if (course.progress) course.progress(1);
  const float share = 1 / static_cast<float>(options.replicas);
  for (const auto& replica : replicas) {
    AddSlots(replica->slots(), share, trained.table.data());
    AddSlots(replica->marks(), share, trained.marks[0].data());
    for (const Slot& slot : replica->intercepts()) {
      for (size_t h = 0; h < kHeads; ++h) {
        trained.bias[h] += share * slot.weights[h] /
                           static_cast<float>(replica->intercepts().size());
      }
    }
  }
  return trained;
}

}  // namespace winnow
