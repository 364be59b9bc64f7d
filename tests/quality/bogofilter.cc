#include "tests/quality/bogofilter.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace winnow {
namespace {

// As mailboxes are read: each message begins with such a line.
void WriteMailbox(const std::string& path,
                  const std::vector<const std::string*>& texts) {
  std::ofstream file(path);
  for (const std::string* text : texts) {
    // With the end of the line before: the first line may look so, too.
    file << "From reader@site.example Thu Jan  1 00:00:00 2015\n"
         << absl::StrReplaceAll(absl::StrCat("\n", *text),
                                {{"\nFrom ", "\n>From "}})
         << "\n\n";
  }
}

}  // namespace

std::optional<std::vector<float>> RunBogofilter(
    const std::vector<const std::string*>& taught,
    const std::vector<bool>& is_spam,
    const std::vector<const std::string*>& tested) {
  if (std::system("command -v bogofilter >/dev/null") != 0) return std::nullopt;
  char name[] = "/tmp/winnow-bogofilter-XXXXXX";
  if (mkdtemp(name) == nullptr) return std::nullopt;
  const std::string dir = name;
  std::vector<const std::string*> spam;
  std::vector<const std::string*> ham;
  for (size_t i = 0; i < taught.size(); ++i) {
    (is_spam[i] ? spam : ham).push_back(taught[i]);
  }
  WriteMailbox(dir + "/spam", spam);
  WriteMailbox(dir + "/ham", ham);
  WriteMailbox(dir + "/asked", tested);
  const std::string command =
      absl::StrCat("bogofilter -d ", dir, " -M -s -I ", dir,
                   "/spam && bogofilter -d ", dir, " -M -n -I ", dir,
                   "/ham; bogofilter -d ", dir, " -M -TT -I ", dir, "/asked");
  std::vector<float> scores;
  if (FILE* const answers = popen(command.c_str(), "r"); answers != nullptr) {
    float score = 0;
    while (std::fscanf(answers, "%f", &score) == 1) scores.push_back(score);
    pclose(answers);
  }
  std::filesystem::remove_all(dir);
  if (scores.size() != tested.size()) return std::nullopt;
  return scores;
}

}  // namespace winnow
