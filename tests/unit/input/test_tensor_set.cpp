#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/activation_reader.hpp"
#include "netseam/input/tensor_set.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;
using Catch::Matchers::Contains;
using data::OrderSource;
using input::ActivationReader;
using Names = std::vector<std::string>;

namespace {

/// A folder of files whose tensors have two samples of one number each; in file order 0 1, 2 3, ...
class Folder {
 public:
  /// As the safetensors library writes it: sorted by name, metadata as texts. `metadata`: "", or JSON.
  std::filesystem::path safetensors(const std::string& file, Names names, const std::string& metadata) const {
    std::sort(names.begin(), names.end());
    std::string json = metadata.empty() ? "{" : "{\"__metadata__\": " + metadata + ", ";
    for (std::size_t i = 0; i < names.size(); ++i)
      json += (i == 0 ? "" : ", ") + test::safetensors_entry(names[i], "F32", "[2, 1]", 8 * i, 8 * i + 8);
    return write(file, test::safetensors(json + "}", test::bytes_of(test::counting(2 * names.size()))));
  }
  std::filesystem::path npz(const std::string& file, const Names& names) const {
    std::vector<std::pair<std::string, std::string>> members;
    for (const auto& name : names) members.emplace_back(name + ".npy", array());
    test::write_zip(folder_.path() / file, members, false);
    return folder_.path() / file;
  }
  std::filesystem::path npy(const std::string& file) const { return write(file, array()); }
  std::filesystem::path write(const std::string& file, std::string_view bytes) const {
    test::write_file(folder_.path() / file, bytes);
    return folder_.path() / file;
  }

 private:
  static std::string array() { return test::npy("<f4", "(2, 1)", test::bytes_of(test::counting(2))); }
  test::TempDirectory folder_;
};

const std::string stem_first = R"({"format": "pt", "netseam.layers": "[\"stem\", \"act\", \"fc\"]"})";

/// Names in order, and how that is known.
Names layers_of(const std::vector<std::filesystem::path>& files, const Names& patterns = {}) {
  const ActivationReader reader(files, patterns, {});
  Names names;
  for (std::size_t layer = 0; layer < reader.layers(); ++layer) names.push_back(reader.tensor(layer).name);
  names.emplace_back(data::name_of(reader.order()));
  return names;
}

std::string refusal(const std::vector<std::filesystem::path>& files) {
  return test::message_of([&] { layers_of(files); });
}

}  // namespace

TEST_CASE("the order that a safetensors file stores is that of the layers", "[serial]") {
  const Folder folder;
  const auto path = folder.safetensors("a.safetensors", {"stem", "act", "fc"}, stem_first);
  CHECK(layers_of({path}) == Names{"stem", "act", "fc", "stored"});
  CHECK(ActivationReader({path}, {}, {}).read(0, std::vector<std::size_t>{0, 1}).values ==
        std::vector<float>{4, 5});  // the third by name
  CHECK(layers_of({path}, {"*t*", "fc"}) == Names{"stem", "act", "fc", "stored"});
  CHECK(layers_of({path}, {"fc", "act"}) == Names{"fc", "act", "selected"});
  CHECK(layers_of({folder.safetensors("b.safetensors", {"stem", "act", "fc"}, "")}) ==
        Names{"act", "fc", "stem", "guessed"});
}

TEST_CASE("tensors that a stored order does not name are layers only by their full name", "[serial]") {
  const Folder folder;
  const auto path = folder.safetensors("a.safetensors", {"stem", "act", "fc", "mask", "ids"}, stem_first);
  const ActivationReader reader({path}, {}, {});
  CHECK(reader.layers() == 3);
  REQUIRE(reader.notes().size() == 1);
  CHECK_THAT(
      reader.notes().front(),
      Contains("a.safetensors: no layers, since the stored order does not name them: \"ids\", \"mask\""));
  CHECK(layers_of({path}, {"*"}) == Names{"stem", "act", "fc", "stored"});
  CHECK(layers_of({path}, {"mask", "*c*"}) == Names{"mask", "act", "fc", "stored"});
  CHECK_THAT(test::message_of([&] { layers_of({path}, {"m*"}); }), Contains("layer \"m*\": found no tensor"));
}

TEST_CASE("a stored order that does not fit the file, or is no list of names, is refused", "[serial]") {
  const Folder folder;
  const auto of_text = [&folder](const std::string& text) {
    return refusal(
        {folder.safetensors("a.safetensors", {"stem", "act"}, R"({"netseam.layers": ")" + text + "\"}")});
  };
  CHECK_THAT(of_text(R"([\"stem\", \"acts\"])"),
             Contains("a.safetensors: netseam.layers: found the layer \"acts\", of which there is no tensor, "
                      "expected one of: act, stem"));
  CHECK_THAT(of_text(R"([\"stem\", \"act\", \"stem\"])"),
             Contains("__metadata__, \"netseam.layers\": found \"stem\" twice"));
  CHECK_THAT(of_text("[]"), Contains("found an empty list"));
  CHECK_THAT(of_text(R"([\"\"])"), Contains("found an empty name"));
  CHECK_THAT(of_text("stem, act"), Contains("found text that is not JSON at byte 1"));
  CHECK_THAT(of_text("[1, 2]"), Contains("found a number"));
  CHECK_THAT(of_text("[[[[["), Contains("found a list in the list"));
  CHECK_THAT(of_text(R"({\"stem\": 0})"), Contains("found an object"));
  CHECK_THAT(of_text(R"(\"stem\")"), Contains("found a text that is no list"));
  CHECK_THAT(
      refusal({folder.safetensors("b.safetensors", {"stem"},
                                  R"({"netseam.layers": "[\"stem\"]", "netseam.layers": "[\"stem\"]"})")}),
      Contains("found this key twice"));
}

TEST_CASE("npz keeps an order, unless it is one that sorting makes of numbers", "[serial]") {
  const Folder folder;
  CHECK(layers_of({folder.npz("a.npz", {"stem", "act", "fc"})}) == Names{"stem", "act", "fc", "file"});
  CHECK(layers_of({folder.npz("b.npz", {"stem", "act", "fc"})}, {"*"}) == Names{"stem", "act", "fc", "file"});
  CHECK(layers_of({folder.npz("c.npz", {"h.0", "h.1", "h.10", "h.2"})}) ==
        Names{"h.0", "h.1", "h.2", "h.10", "numbered"});
  CHECK(layers_of({folder.npz("d.npz", {"fc", "h.0", "h.10", "h.2"})}) ==
        Names{"fc", "h.0", "h.2", "h.10", "guessed"});
}

TEST_CASE("layers.json says the order of the files beside it that store none", "[serial]") {
  const Folder folder;
  const std::vector files{folder.npy("act.npy"), folder.npy("fc.npy"), folder.npy("stem.npy")};
  CHECK(layers_of(files) == Names{"act", "fc", "stem", "guessed"});
  CHECK_FALSE(input::order_file_beside(files));
  const auto list = folder.write("layers.json", R"(["stem", "act", "fc"])");
  CHECK(input::order_file_beside(files) == list);
  CHECK(layers_of(files) == Names{"stem", "act", "fc", "stored"});
  // a file that is there, but was not opened, and one that is not there
  CHECK(layers_of({files[0], files[2]}) == Names{"stem", "act", "stored"});
  std::filesystem::remove(files[1]);
  CHECK_THAT(refusal({files[0], files[2]}), Contains("layers.json: found the layer \"fc\""));
  CHECK(layers_of({folder.npz("a.npz", {"fc", "act", "stem"})}) == Names{"stem", "act", "fc", "stored"});
  // what a file stores itself counts
  folder.write("layers.json", R"(["fc", "act", "stem"])");
  CHECK(layers_of({folder.safetensors("a.safetensors", {"stem", "act", "fc"}, stem_first)}) ==
        Names{"stem", "act", "fc", "stored"});
  folder.write("layers.json", "{}");
  CHECK_THAT(refusal({folder.npz("b.npz", {"fc"})}), Contains("layers.json: found an object"));
}

TEST_CASE("of several files the order is known if theirs is", "[serial]") {
  const Folder folder;
  CHECK(layers_of({folder.npy("h2.npy"), folder.npy("h10.npy")}) == Names{"h2", "h10", "numbered"});
  const auto a = folder.npz("part1.npz", {"stem", "act"}), b = folder.npz("part2.npz", {"pool", "fc"});
  CHECK(layers_of({a, b}) == Names{"stem", "act", "pool", "fc", "numbered"});
  CHECK(layers_of({a, b}, {"*t*"}) == Names{"stem", "act", "file"});
  CHECK(layers_of({a, folder.npz("rest.npz", {"fc"})}) == Names{"stem", "act", "fc", "guessed"});
  // every file its own list, or all the same
  const auto one =
      folder.safetensors("s1.safetensors", {"stem", "act"}, R"({"netseam.layers": "[\"stem\", \"act\"]"})");
  const auto two =
      folder.safetensors("s2.safetensors", {"pool", "fc"}, R"({"netseam.layers": "[\"pool\", \"fc\"]"})");
  CHECK(layers_of({one, two}) == Names{"stem", "act", "pool", "fc", "numbered"});
  const std::string all = R"({"netseam.layers": "[\"stem\", \"pool\", \"act\", \"fc\"]"})";
  const auto first = folder.safetensors("first.safetensors", {"stem", "act"}, all);
  const auto rest = folder.safetensors("rest.safetensors", {"pool", "fc"}, all);
  CHECK(layers_of({first, rest}) == Names{"stem", "pool", "act", "fc", "stored"});
  CHECK_THAT(refusal({first}), Contains("the layer \"pool\", of which there is no tensor"));
}

TEST_CASE("an index of shards stores the order, or its shards do", "[serial]") {
  const Folder folder;
  const std::string all = R"({"netseam.layers": "[\"stem\", \"fc\", \"act\"]"})";
  folder.safetensors("m-1.safetensors", {"stem", "act"}, "");
  folder.safetensors("m-2.safetensors", {"fc"}, "");
  folder.safetensors("n-1.safetensors", {"stem", "act"}, all);
  folder.safetensors("n-2.safetensors", {"fc"}, all);
  const auto index = [&folder](const std::string& metadata, const std::string& shard) {
    return folder.write("x.safetensors.index.json",
                        R"({"metadata": )" + metadata + R"(, "weight_map": {"act": ")" + shard +
                            R"(-1.safetensors", "fc": ")" + shard + R"(-2.safetensors", "stem": ")" + shard +
                            R"(-1.safetensors"}})");
  };
  const Names wanted{"stem", "fc", "act", "stored"};
  CHECK(layers_of({index(R"({"netseam.layers": ["stem", "fc", "act"], "total_size": 24})", "m")}) == wanted);
  CHECK(layers_of({index(all, "m")}) == wanted);
  CHECK(layers_of({index("{}", "n")}) == wanted);
  CHECK(layers_of({index("{}", "m")}) == Names{"act", "stem", "fc", "guessed"});
  CHECK_THAT(refusal({index(R"({"netseam.layers": 3})", "m")}),
             Contains("index.json: metadata, \"netseam.layers\": found a number"));
  CHECK_THAT(refusal({index(R"({"netseam.layers": ["a"], "netseam.layers": ["b"]})", "m")}),
             Contains("this key twice"));
}
