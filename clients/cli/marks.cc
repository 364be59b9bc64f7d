#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

struct MarkArguments {
  std::string comment;
  std::string text;
  std::vector<std::string> tags;
  bool remove = false;
  bool off = false;
};

// Sends a change of one comment and writes what became of it.
template <typename Request, typename Describe>
int RunMark(Session& session, const std::string& which,
            const Method<Request, v1::ModeratedComment>& method,
            Request request, Describe describe) {
  const absl::StatusOr<std::string> name = session.ResolveComment(which);
  if (!name.ok()) return session.Fail(name.status());
  request.set_name(*name);
  const absl::StatusOr<v1::ModeratedComment> marked =
      session.Call(method, std::move(request));
  if (!marked.ok()) return session.Fail(marked.status());
  session.out().WriteLine(
      session.json() ? ToJsonLine(*marked)
                     : absl::StrCat(ShortId(*name), "  ", describe(*marked)));
  return kExitDone;
}

int RunNote(Session& session, const MarkArguments& arguments) {
  v1::AddNoteRequest request;
  request.set_text(arguments.text);
  return RunMark(session, arguments.comment, kAddNote, std::move(request),
                 [](const v1::ModeratedComment& item) {
                   return absl::StrCat("has ",
                                       Counted(item.notes_size(), "note"));
                 });
}

int RunTag(Session& session, const MarkArguments& arguments) {
  v1::UpdateTagsRequest request;
  for (const std::string& tag : arguments.tags) {
    if (arguments.remove) {
      request.add_remove_tags(tag);
    } else {
      request.add_add_tags(tag);
    }
  }
  return RunMark(
      session, arguments.comment, kUpdateTags, std::move(request),
      [](const v1::ModeratedComment& item) {
        return item.tags().empty()
                   ? std::string("has no tags")
                   : absl::StrCat("tags: ",
                                  SanitizeText(absl::StrJoin(item.tags(), " "),
                                               Lines::kOne));
      });
}

int RunFeature(Session& session, const MarkArguments& arguments) {
  v1::FeatureCommentRequest request;
  request.set_featured(!arguments.off);
  return RunMark(session, arguments.comment, kFeatureComment,
                 std::move(request), [](const v1::ModeratedComment& item) {
                   return std::string(item.comment().featured()
                                          ? "is an editor's pick"
                                          : "is no editor's pick");
                 });
}

}  // namespace

void AddMarkCommands(const CliCommand& root) {
  auto arguments = std::make_shared<MarkArguments>();
  const auto takes_comment = [&arguments](const CliCommand& command) {
    command.AddOption("comment", arguments->comment, "The comment")
        .Required()
        .TypeName("C");
  };

  const CliCommand note =
      root.AddCommand("note", "Add a note to a comment, for moderators only");
  note.Footer(
      "winnow show tells the notes. A comment has at most 100, of 2,000\n"
      "characters each, and nobody takes one away: history names who wrote "
      "it.\n\n"
      "Examples:\n"
      "  winnow note @1 'The author called, see ticket 4711'");
  takes_comment(note);
  note.AddOption("text", arguments->text, "The note").Required();
  note.Runs(
      [arguments](Session& session) { return RunNote(session, *arguments); });

  const CliCommand tag =
      root.AddCommand("tag", "Put tags on a comment, or take them off");
  tag.Footer(
      "A tag is a word of a to z, 0 to 9 and hyphens, at most 40 of them; a\n"
      "comment has at most 20. Readers and sites do not see them.\n\n"
      "Examples:\n"
      "  winnow tag @1 law for-ines\n"
      "  winnow tag @1 law --remove\n"
      "  winnow queue tag=for-ines");
  takes_comment(tag);
  tag.AddOption("tags", arguments->tags, "The tags").Required().TypeName("T");
  tag.AddFlag("--remove", arguments->remove, "Take them off");
  tag.Runs(
      [arguments](Session& session) { return RunTag(session, *arguments); });

  const CliCommand feature =
      root.AddCommand("feature", "Make a published comment an editor's pick");
  feature.Footer(
      "The site is told on the feed, as of an edit. An edit by the author ends "
      "it.\n\n"
      "Examples:\n"
      "  winnow feature @1\n"
      "  winnow feature @1 --off");
  takes_comment(feature);
  feature.AddFlag("--off", arguments->off, "It is one no longer");
  feature.Runs([arguments](Session& session) {
    return RunFeature(session, *arguments);
  });
}

}  // namespace winnow
