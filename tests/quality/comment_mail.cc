// Writes made comments as mail, for programs that filter mail, and scores them
// with a model. tests/quality/compare runs it.
//
//   comment_mail DIRECTORY MODEL
//
// In the directory afterwards:
//   taught-spam, taught-ham   mailboxes to learn from: patterns of training
//   asked                     a mailbox of others: patterns training never uses
//   asked.d/0000 …            the same, a file each
//   labels                    `1` for an advertisement, a line each
//   winnow                    the model's score of each
// Prints the microseconds of a processor that a comment costs the model.

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/training/sentence_maker.h"
#include "service/screening/classifier/training/spam_maker.h"
#include "service/screening/text/language.h"
#include "service/screening/text/links.h"
#include "tests/quality/unseen_spam.h"

namespace winnow {
namespace {

constexpr size_t kTaught = 1000;  // of either kind
constexpr size_t kAsked = 500;
constexpr size_t kSentencesAComment = 3;
constexpr int kPasses = 20;

// Harmless comments of a few of the sentences that training makes.
std::vector<TrainingRow> Readers() {
  std::vector<TrainingRow> readers;
  size_t sentences = 0;
  for (const TrainingRow& row : MakeSentences(40, 11)) {
    if (row.language != "en" || row.labels[kToxicityHead] != 0) continue;
    if (sentences++ % kSentencesAComment == 0) {
      readers.emplace_back().source = kReaderSource;
    }
    absl::StrAppend(&readers.back().text, row.text, ". ");
  }
  return readers;
}

std::string Mail(const TrainingRow& row, size_t number) {
  return absl::StrCat("From: \"", row.name, "\" <reader@site.example>\n",
                      "To: comments@site.example\n",
                      "Date: Thu, 01 Jan 2015 12:00:00 +0000\n",
                      "Message-ID: <", number, "@site.example>\n",
                      "Subject: comment\nMIME-Version: 1.0\n",
                      "Content-Type: text/plain; charset=utf-8\n",
                      "Content-Transfer-Encoding: 8bit\n\n",
                      absl::StrReplaceAll(absl::StrCat("\n", row.text),
                                          {{"\nFrom ", "\n>From "}})
                          .substr(1),
                      "\n", row.website, "\n");
}

class Mailbox {
 public:
  explicit Mailbox(const std::string& path) : file_(path) {}

  void Add(const std::string& mail) {
    file_ << "From reader@site.example Thu Jan  1 12:00:00 2015\n"
          << mail << "\n";
  }

 private:
  std::ofstream file_;
};

float Score(const Classifier& classifier, const TrainingRow& row,
            FeatureSet& features) {
  const TextViews body(row.text);
  const TextViews name(row.name);
  const TextViews website(row.website);
  const auto links = FindLinks(body, TextField::kBody);
  return classifier
      .Assess({body, name.skeleton().text(), website.skeleton().text(), links},
              DetectLanguage(body.folded().text()), features)
      .log_odds[kSpamHead];
}

int Run(const std::string& directory, const std::string& model) {
  const auto classifier = Classifier::Open(model);
  if (!classifier.ok()) {
    std::cerr << classifier.status().message() << "\n";
    return 1;
  }
  const std::vector<TrainingRow> readers = Readers();
  Mailbox spam(directory + "/taught-spam");
  Mailbox ham(directory + "/taught-ham");
  size_t number = 0;
  for (const TrainingRow& row : MakeSpam({}, readers, kTaught, 5)) {
    (row.labels[kSpamHead] == 1 ? spam : ham).Add(Mail(row, number++));
  }
  const std::vector<TrainingRow> asked = MakeUnseenSpam(readers, kAsked);
  std::filesystem::create_directory(directory + "/asked.d");
  Mailbox all(directory + "/asked");
  std::ofstream labels(directory + "/labels");
  std::ofstream scores(directory + "/winnow");
  FeatureSet features;
  for (size_t i = 0; i < asked.size(); ++i) {
    const std::string mail = Mail(asked[i], number++);
    all.Add(mail);
    std::ofstream(absl::StrFormat("%s/asked.d/%04d", directory, i)) << mail;
    labels << asked[i].labels[kSpamHead] << "\n";
    scores << Score(**classifier, asked[i], features) << "\n";
  }
  const std::clock_t begin = std::clock();
  for (int pass = 0; pass < kPasses; ++pass) {
    for (const TrainingRow& row : asked) Score(**classifier, row, features);
  }
  const double seconds =
      static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::cout << absl::StrFormat(
      "%.1f\n", seconds * 1e6 / (kPasses * static_cast<double>(asked.size())));
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: comment_mail DIRECTORY MODEL\n";
    return 2;
  }
  return winnow::Run(argv[1], argv[2]);
}
