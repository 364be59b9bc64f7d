// A training that was ended goes on and gives the model that it would have
// given.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/screening/classifier/training/checkpoint.h"
#include "service/screening/classifier/training/cross_validation.h"
#include "service/screening/classifier/training/recipe.h"
#include "tests/support/run_program.h"

namespace winnow {
namespace {

// A directory that goes with the test.
class Directory {
 public:
  Directory() {
    char name[] = "/tmp/winnow-training-XXXXXX";
    EXPECT_NE(mkdtemp(name), nullptr);
    path_ = name;
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  std::string File(const std::string& name) const {
    return absl::StrCat(path_, "/", name);
  }

 private:
  std::string path_;
};

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Writes rows of three sites in a made-up language, half of them rude.
void WriteCorpus(const std::string& directory, int rows) {
  std::filesystem::create_directory(directory);
  std::ofstream file(directory + "/rows.jsonl");
  std::mt19937 random(3);
  for (int i = 0; i < rows; ++i) {
    const bool is_rude = random() % 2 == 0;
    std::string text;
    for (int w = 0; w < 8; ++w)
      absl::StrAppend(&text, "w", random() % 300, " ");
    absl::StrAppend(&text, is_rude ? "vile" : "kind", random() % 5);
    file << absl::StrCat("{\"text\":\"", text, "\",\"source\":\"site", i % 3,
                         "\",\"lang\":\"en\",\"labels\":{\"toxicity\":",
                         is_rude ? 1 : 0, "}}\n");
  }
}

// No made rows: they would be most of what is trained.
RecipeOptions SmallRecipe(const std::string& data) {
  RecipeOptions options;
  options.data = data;
  options.sentences_a_pattern = 1;
  options.made_spam = 10;
  options.training.buckets = 1u << 12;
  return options;
}

std::vector<uint32_t> All(const TrainingSet& set) {
  std::vector<uint32_t> all(set.rows.size());
  for (uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

class ResumingTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteCorpus(directory_.File("data"), 600);
    auto set = PrepareTraining(SmallRecipe(directory_.File("data")), {});
    ASSERT_TRUE(set.ok()) << set.status();
    set_ = *std::move(set);
  }

  // The states that a training passes.
  std::vector<TrainingState> StatesOf(const TrainingOptions& options) {
    std::vector<TrainingState> states;
    TrainingCourse course;
    course.after_epoch = [&states](const TrainingState& state) {
      states.push_back(state);
    };
    TrainWeights(set_.examples, All(set_), options, course);
    return states;
  }

  Directory directory_;
  TrainingSet set_;
};

TEST_F(ResumingTest, FromEveryEpochGivesTheSameWeights) {
  TrainingOptions options;
  options.buckets = 1u << 12;
  const TrainedWeights whole =
      TrainWeights(set_.examples, All(set_), options, {});
  const std::vector<TrainingState> states = StatesOf(options);
  ASSERT_EQ(states.size(), 3u);
  for (const TrainingState& state : states) {
    TrainingCourse course;
    course.begin = state;
    const TrainedWeights resumed =
        TrainWeights(set_.examples, All(set_), options, course);
    EXPECT_EQ(resumed.table, whole.table) << state.epochs_done;
    EXPECT_EQ(resumed.marks, whole.marks);
    EXPECT_EQ(resumed.bias, whole.bias);
  }
}

TEST_F(ResumingTest, TellsOneTrainingFromAnother) {
  const std::vector<uint32_t> all = All(set_);
  TrainingOptions options;
  const uint64_t fingerprint = FingerprintOf(set_.examples, all, options);
  EXPECT_EQ(FingerprintOf(set_.examples, all, options), fingerprint);
  TrainingOptions other = options;
  other.seed = 2;
  EXPECT_NE(FingerprintOf(set_.examples, all, other), fingerprint);
  other = options;
  other.epochs = 5;
  EXPECT_NE(FingerprintOf(set_.examples, all, other), fingerprint);
  const absl::Span<const uint32_t> fewer = absl::MakeConstSpan(all).subspan(1);
  EXPECT_NE(FingerprintOf(set_.examples, fewer, options), fingerprint);
  set_.rows[0].labels[kSpamHead] = 1;
  EXPECT_NE(FingerprintOf(ExampleSet::Make(set_.rows, 2), all, options),
            fingerprint);
}

TEST_F(ResumingTest, FindsNothingInWhatIsDamagedOrAnothers) {
  const std::string path = directory_.File("checkpoint");
  EXPECT_TRUE(absl::IsNotFound(FindCheckpoint(path, 7).status()));
  const TrainingState state = {.epochs_done = 2,
                               .replicas = {{1, 2, 3}, {4, 5, 6}}};
  ASSERT_TRUE(KeepCheckpoint(path, 7, state).ok());
  const auto found = FindCheckpoint(path, 7);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->epochs_done, 2);
  EXPECT_EQ(found->replicas, state.replicas);
  EXPECT_TRUE(absl::IsFailedPrecondition(FindCheckpoint(path, 8).status()));
  const std::string whole = Read(path);
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    std::ofstream(path, std::ios::binary) << damaged;
    EXPECT_FALSE(FindCheckpoint(path, 7).ok()) << i;
    std::ofstream(path, std::ios::binary) << whole.substr(0, i);
    EXPECT_TRUE(absl::IsDataLoss(FindCheckpoint(path, 7).status())) << i;
  }
}

TEST_F(ResumingTest, ThreadsDoNotChangeTheModel) {
  std::string first;
  for (const int threads : {1, 2, 5}) {
    RecipeOptions options = SmallRecipe(directory_.File("data"));
    options.threads = threads;
    const auto set = PrepareTraining(options, {});
    ASSERT_TRUE(set.ok()) << set.status();
    const auto bytes = TrainModel(*set, All(*set), options, {});
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    if (first.empty()) first = *bytes;
    EXPECT_EQ(*bytes, first) << threads;
  }
}

TEST_F(ResumingTest, LeavesEverySourceOutOnce) {
  EXPECT_EQ(FoldsOf(set_.rows),
            (std::vector<std::string>{"site0", "site1", "site2"}));
  const FoldSplit split = SplitFold(set_, "site1");
  EXPECT_FALSE(split.tested.empty());
  for (const uint32_t i : split.tested) {
    EXPECT_EQ(set_.rows[i].source, "site1");
  }
  for (const uint32_t i : split.taught) {
    EXPECT_NE(set_.rows[i].source, "site1");
  }
  const auto results =
      RunFold(set_, "site1", SmallRecipe(directory_.File("data")), {});
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->size(), 1u) << "toxicity alone was labelled";
  EXPECT_EQ(results->at(0).head, kToxicityHead);
  EXPECT_GT(results->at(0).metrics.auc, 0.99);
}

std::vector<std::string> TrainCommand(const std::string& data,
                                      const std::string& out) {
  return {WINNOW_TRAIN, "train", "--data", data, "--out",     out,
          "--epochs",   "8",     "--seed", "5",  "--buckets", "16384"};
}

TEST(WinnowTrain, GoesOnWhereItWasKilledAndMakesTheSameModel) {
  const Directory directory;
  const std::string data = directory.File("data");
  WriteCorpus(data, 1500);
  const std::string whole = directory.File("whole.model");
  const ProgramResult done = RunProgram(TrainCommand(data, whole));
  ASSERT_EQ(done.exit_status, 0) << done.errors;
  EXPECT_FALSE(std::filesystem::exists(whole + ".checkpoint"));

  const std::string resumed = directory.File("resumed.model");
  for (const int signal : {SIGINT, SIGKILL}) {
    const pid_t pid =
        StartProgram(TrainCommand(data, resumed), directory.File("log"));
    const absl::Time end = absl::Now() + absl::Seconds(60);
    while (!std::filesystem::exists(resumed + ".checkpoint") &&
           absl::Now() < end) {
      std::this_thread::yield();
    }
    kill(pid, signal);
    EXPECT_EQ(WaitForProgram(pid, std::chrono::seconds(60)), 128 + signal);
    EXPECT_TRUE(std::filesystem::exists(resumed + ".checkpoint"));
    EXPECT_FALSE(std::filesystem::exists(resumed));
  }
  const ProgramResult last = RunProgram(TrainCommand(data, resumed));
  ASSERT_EQ(last.exit_status, 0) << last.errors;
  EXPECT_NE(last.errors.find("going on after epoch"), std::string::npos)
      << last.errors;
  EXPECT_TRUE(Read(resumed) == Read(whole));
  EXPECT_FALSE(std::filesystem::exists(resumed + ".checkpoint"));
}

TEST(WinnowTrain, PrintsALineForEachSourceLeftOut) {
  const Directory directory;
  WriteCorpus(directory.File("data"), 300);
  const ProgramResult result =
      RunProgram({WINNOW_TRAIN, "cross-validate", "--data",
                  directory.File("data"), "--epochs", "1", "--buckets", "4096",
                  "--fold", "site0", "--fold", "site2"});
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_NE(result.output.find("site0 toxicity"), std::string::npos);
  EXPECT_NE(result.output.find("site2 toxicity"), std::string::npos);
  EXPECT_EQ(result.output.find("site1"), std::string::npos);
}

// Whoever misspells a source would wait for a training and see nothing, or a
// model that learned what it should not have.
TEST(WinnowTrain, RefusesFoldsThatHaveNoRows) {
  const Directory directory;
  WriteCorpus(directory.File("data"), 300);
  const std::vector<std::string> data = {"--data", directory.File("data")};
  for (std::vector<std::string> arguments :
       std::vector<std::vector<std::string>>{
           {"cross-validate", "--fold", "site0", "--fold", "site9"},
           {"cross-validate", "--fold", "site0:nobody"},
           {"train", "--without", "site9", "--out", directory.File("m")}}) {
    arguments.insert(arguments.begin(), WINNOW_TRAIN);
    arguments.insert(arguments.end(), data.begin(), data.end());
    const ProgramResult result = RunProgram(arguments);
    EXPECT_EQ(result.exit_status, 1);
    EXPECT_NE(result.errors.find("no row is of the fold \"site"),
              std::string::npos)
        << result.errors;
    EXPECT_NE(result.errors.find("site0, site1, site2"), std::string::npos)
        << result.errors;
    EXPECT_EQ(result.errors.find("training"), std::string::npos);
    EXPECT_EQ(result.output, "");
  }
}

TEST(WinnowTrain, SaysThatACheckpointIsAnotherTrainings) {
  const Directory directory;
  WriteCorpus(directory.File("data"), 300);
  const std::string out = directory.File("m");
  const TrainingState state = {.epochs_done = 2, .replicas = {{1}, {2}}};
  ASSERT_TRUE(KeepCheckpoint(out + ".checkpoint", 7, state).ok());
  const ProgramResult result =
      RunProgram(TrainCommand(directory.File("data"), out));
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_NE(result.errors.find("m.checkpoint is of other rows or options, or "
                               "of another winnow-train: beginning anew"),
            std::string::npos)
      << result.errors;
}

}  // namespace
}  // namespace winnow
