#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using netseam::core::ConfigError;
using netseam::pipeline::Config;
using netseam::pipeline::parse_study;

namespace {

Config parse(const std::string& text, std::vector<std::string> arguments = {}) {
  std::istringstream stream(text);
  return parse_study(stream, "study.ini", "/somewhere/study.ini", arguments);
}

std::string message(const std::string& text, std::vector<std::string> arguments = {}) {
  try {
    static_cast<void>(parse(text, std::move(arguments)));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a study file fills the config and the command line wins", "[serial]") {
  const std::string text =
      "; a study\n[study]\nname = digits  ; its name\ncheckpoints = a/step*, b\n\n[layers]\nselect = "
      "layers.{0..8}, "
      "head\nsamples = 300\nstart = best\n[input]\ntoken = 3\n";
  const Config config = parse(text, {"--layers.samples=20", "--force", "--max-hours", "1.5", "--csv=out"});
  CHECK(config.study.name == "digits");
  CHECK(config.study.checkpoints == std::vector<std::string>{"a/step*", "b"});
  CHECK(config.layers.select == std::vector<std::string>{"layers.{0..8}", "head"});
  CHECK(config.layers.samples == 20);
  CHECK(config.layers.start == std::vector{netseam::data::Start::identity, netseam::data::Start::product});
  CHECK(config.input.token == netseam::input::TokenRule::position);
  CHECK(config.input.token_position == 3);
  CHECK(config.run.force);
  CHECK(config.run.max_hours == 1.5);
  CHECK(config.run.csv == "out");
  CHECK(config.resolve("x/../y.npy") == "/somewhere/y.npy");
  CHECK(config.resolve("/abs.npy") == "/abs.npy");
}

TEST_CASE("a value on the command line may be empty", "[serial]") {
  const std::string text = "[layers]\ntwin = untrained\nselect = a, b\n[run]\ncsv = out\n";
  const Config config = parse(text, {"--layers.twin=", "--csv=", "--layers.select=c"});
  CHECK(config.layers.twin.empty());
  CHECK(config.run.csv.empty());
  CHECK(config.layers.select == std::vector<std::string>{"c"});
}

TEST_CASE("errors of a study file name file, line, key, what was found and what is allowed", "[serial]") {
  CHECK(message("[layers]\n\nsample = 3\n") ==
        "study.ini: line 3: unknown key 'layers.sample', did you mean 'layers.samples'?; `netseam config "
        "--defaults` "
        "lists all");
  CHECK(message("[layers]\nsamples = many\n") ==
        "study.ini: line 2: layers.samples: found 'many', expected a whole number from 0 to 100000000");
  CHECK(message("[layers]\nsamples = -3\n") ==
        "study.ini: line 2: layers.samples: found '-3', expected a whole number from 0 to 100000000");
  CHECK(message("[layers]\nstart = nowhere\n") ==
        "study.ini: line 2: layers.start: found 'nowhere', expected identity | product | previous | best | "
        "all");
  CHECK(message("[layers]\nsamples = 3\nsamples = 4\n") ==
        "study.ini: line 3: key 'layers.samples' is given twice, first on line 2");
  CHECK(message("samples = 3\n") == "study.ini: line 1: key 'samples' stands before any [section]");
  CHECK(message("[layers]\nsamples 3\n") == "study.ini: line 2: found 'samples 3', expected key = value");
  CHECK(message("[layers\n") == "study.ini: line 1: found '[layers', expected [section]");
  CHECK(message("[run]\nmax-hours = nan\n") ==
        "study.ini: line 2: run.max-hours: found 'nan', expected a number from 0 to 1e+06");
  CHECK(message("[layers]\nsamples = 99999999999999999999\n") ==
        "study.ini: line 2: layers.samples: found '99999999999999999999', expected a whole number from 0 to "
        "100000000");
  // a wrong value is an error also where the command line overrides it
  CHECK(message("[layers]\nsamples = many\n", {"--layers.samples=3"}) != "");
}

TEST_CASE("errors of the command line name the argument", "[serial]") {
  CHECK(message("", {"--layers.sampels=3"}) ==
        "command line: unknown key 'layers.sampels', did you mean 'layers.samples'?; `netseam config "
        "--defaults` lists "
        "all");
  CHECK(message("", {"--layers.gradient=fast"}) ==
        "command line: layers.gradient: found 'fast', expected exact | lowrank");
  CHECK(message("", {"stray"}) == "command line: unexpected argument 'stray'");
  CHECK(message("", {"--force", "--force"}) == "command line: --run.force is given twice");
}

TEST_CASE("a missing study file is named", "[serial]") {
  CHECK_THROWS_WITH(netseam::pipeline::read_study("/nowhere/study.ini", {}),
                    "/nowhere/study.ini: cannot be read; expected a study file");
}

TEST_CASE("the defaults are a valid study that changes nothing", "[serial]") {
  const Config config = parse(netseam::pipeline::default_study_text());
  Config plain;
  CHECK(netseam::pipeline::resolved_study_text(config) == netseam::pipeline::resolved_study_text(plain));
}

TEST_CASE("every option takes back the text that it gives", "[serial]") {
  Config changed = parse(
      "[study]\nname=a\nseed=7\n[input]\ntoken=5\nimage=pixels\nchannels-last=yes\npixels=4\n[layers]"
      "\nselect=b, c.{1..2}\n"
      "distance=cosine\nnormalisation=median\nstart=all\ngradient=lowrank\nthird-bound=1\n[run]\nproduct="
      "openblas\n");
  const std::string text = netseam::pipeline::resolved_study_text(changed);
  CHECK(netseam::pipeline::resolved_study_text(parse(text)) == text);
}

TEST_CASE("only options that change a result identify it", "[serial]") {
  const std::string plain = netseam::pipeline::result_options_text(parse(""), "layers");
  CHECK(netseam::pipeline::result_options_text(parse("[run]\nmax-hours = 3\nforce = true\n"), "layers") ==
        plain);
  CHECK(netseam::pipeline::result_options_text(parse("[layers]\nsamples = 3\n"), "layers") != plain);
  CHECK(netseam::pipeline::result_options_text(parse("[study]\nseed = 3\n"), "layers") != plain);
}

TEST_CASE("lists are cut at commas outside braces", "[serial]") {
  using netseam::pipeline::split_list;
  CHECK(split_list(" a , b.{1,2} ,, c[x,y] ") == std::vector<std::string>{"a", "b.{1,2}", "c[x,y]"});
  CHECK(split_list("").empty());
}

TEST_CASE("a comment begins at the start of a line or after a blank", "[serial]") {
  const Config config = parse(
      "# whole line\n  ; indented\n[study]  # behind\noutput = ./runs#2\ncheckpoints = run#3, b;c ; said\n"
      "name = s\t# after a tab\n");
  CHECK(config.study.output == "./runs#2");
  CHECK(config.study.checkpoints == std::vector<std::string>{"run#3", "b;c"});
  CHECK(config.study.name == "s");
}

TEST_CASE("quotes hold commas, comment signs and blanks", "[serial]") {
  const std::vector<std::string> arguments{R"(--layers.twin="x,y", z)"};
  const Config config = parse(
      "[study]\nname = \" a # b, \\\"c\\\" \\\\ \" # a comment\ncheckpoints = \"run 1, 2\", c, \"d # e\"\n"
      "output = 5\" disk\n[layers]\nselect = a.{0..3}, \"b{,\"\nsamples = \"7\"\n",
      arguments);
  CHECK(config.study.name == " a # b, \"c\" \\ ");
  CHECK(config.study.checkpoints == std::vector<std::string>{"run 1, 2", "c", "d # e"});
  CHECK(config.study.output == "5\" disk");
  CHECK(config.layers.select == std::vector<std::string>{"a.{0..3}", "b{,"});
  CHECK(config.layers.samples == 7);
  CHECK(config.layers.twin == std::vector<std::string>{"x,y", "z"});
  CHECK(message("[study]\n\nname = \"abc\n") ==
        "study.ini: line 3: name: found '\"abc', expected a closing quote");
  CHECK(message("[study]\nname = \"abc\"d\n") ==
        "study.ini: line 2: study.name: found 'd' behind the closing quote, expected a folder name");
  CHECK(message("[study]\nname = \"C:\\data\"\n").find("only \\\" \\\\ \\n \\r \\t are known") !=
        std::string::npos);
  CHECK(message("", {"--study.checkpoints=\"a, b"}) ==
        "command line: study.checkpoints: found '\"a, b' without a closing quote, expected paths or globs, "
        "comma between");
}

TEST_CASE("sections may have blanks and come again; unknown ones get the nearest name", "[serial]") {
  const Config config = parse("[ study ]\nname = a\n[layers]\n[\tstudy]\nseed = 3\n");
  CHECK(config.study.name == "a");
  CHECK(config.study.seed == 3);
  CHECK(message("[study.]\nname = a\n") ==
        "study.ini: line 1: unknown section [study.], did you mean 'study'?; there are study, input, layers, "
        "neurons, hierarchy, tasks, train, sculpt, run");
  CHECK(message("\n[xyz]\n").starts_with("study.ini: line 2: unknown section [xyz]; there are"));
  CHECK(message("[]\n") == "study.ini: line 1: found '[]', expected [section]");
}

TEST_CASE("flags are read in any case and by any of their words", "[serial]") {
  for (const std::string yes : {"True", "TRUE", "yes", "On", "1"})
    CHECK(parse("[run]\nforce = " + yes + "\n").run.force);
  for (const std::string no : {"False", "FALSE", "no", "oFF", "0"})
    CHECK_FALSE(parse("[neurons]\ninputs = " + no + "\n").neurons.inputs);
  CHECK(message("[run]\nforce = ja\n") == "study.ini: line 2: run.force: found 'ja', expected true | false");
}

TEST_CASE("bytes that are no text are named for what they are", "[serial]") {
  using namespace std::string_literals;
  CHECK(parse("\xef\xbb\xbf[study]\r\nname = a\r\n").study.name == "a");
  CHECK(message("\xff\xfe[\0s\0"s).find("line 1: found UTF-16, expected UTF-8") != std::string::npos);
  CHECK(message("[study]\nname = a\0b\n"s).find("line 2: found a byte of value 0") != std::string::npos);
  CHECK(message("[study]\nname = " + std::string(2'000'000, 'a'))
            .find("line 2: found a line of 2000007 bytes") != std::string::npos);
  CHECK(message("[study]\n= 3\n") == "study.ini: line 2: found '= 3', expected key = value");
}

TEST_CASE("numbers out of bounds name the option, what was found and what is expected", "[serial]") {
  CHECK(message("[train]\nepochs = 18446744073709551615\n") ==
        "study.ini: line 2: train.epochs: found '18446744073709551615', expected a whole number from 1 to "
        "10000000");
  CHECK(message("", {"--layers.variance=0"}) ==
        "command line: layers.variance: found '0', expected a number above 0 to at most 1");
  CHECK(message("", {"--train.dropout=1"}) ==
        "command line: train.dropout: found '1', expected a number from 0 to below 1");
  CHECK(message("", {"--sculpt.depths=1, 65"}) ==
        "command line: sculpt.depths: found '65', expected different whole numbers from 1 to 64; comma "
        "between");
  // no number has the whole range of its type as bounds, but for seeds
  for (const auto& option : netseam::pipeline::option_table())
    if (option.allowed.find("18446744073709551615") != std::string::npos)
      CHECK(option.key.find("seed") != std::string::npos);
}

TEST_CASE("any value that an option takes is printed so that it reads back", "[serial]") {
  using namespace netseam::pipeline;
  netseam::core::RandomStream random(11, 0, netseam::core::Purpose::test);
  const std::string characters = "\"\"\\#;,{}[] \t\n\r=ab0.5*é";
  std::size_t taken = 0;
  for (int round = 0; round < 200; ++round) {
    Config config;
    for (const Option& option : option_table()) {
      std::string text;
      for (std::size_t length = random.below(9); length > 0; --length)
        text += characters[random.below(characters.size())];
      try {
        option.set(config, text);
        ++taken;
      } catch (const std::invalid_argument&) {  // keeps its value
      }
    }
    config.neurons.preset.clear();  // names keys of its own
    const std::string text = resolved_study_text(config);
    CAPTURE(text);
    const Config again = parse(text);
    REQUIRE(resolved_study_text(again) == text);
    REQUIRE(again.study.name == config.study.name);
    REQUIRE(again.study.output == config.study.output);
    REQUIRE(again.study.checkpoints == config.study.checkpoints);
    REQUIRE(again.layers.select == config.layers.select);
    REQUIRE(again.neurons.edges == config.neurons.edges);
    REQUIRE(again.tasks.images == config.tasks.images);
    REQUIRE(again.hierarchy.other_merge_thresholds == config.hierarchy.other_merge_thresholds);
  }
  CHECK(taken > 2000);
}
