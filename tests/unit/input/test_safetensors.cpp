#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Catch::Matchers::Contains;
using test::safetensors;
using test::safetensors_entry;
using Floats = std::vector<float>;

namespace {

std::string refusal(std::string_view bytes) {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.safetensors";
  test::write_file(path, bytes);
  return test::message_of([&path] {
    const auto source = input::open_tensors(path);
    for (std::size_t i = 0; i < source->tensors().size(); ++i) test::rows_of(*source, i);
  });
}

// a header around the fields of one tensor "x"
std::string refusal_of_fields(std::string_view fields) {
  return refusal(safetensors("{\"x\": {" + std::string(fields) + "}}", "12345678"));
}

}  // namespace

TEST_CASE("safetensors: a real file, in order of its offsets", "[serial]") {
  const auto path =
      std::filesystem::path(NETSEAM_TEST_DATA) / "digits" / "step03000" / "activations.safetensors";
  const auto source = input::open_tensors(path);
  CHECK(test::names_of(*source) == std::vector<std::string>{"input", "layers.0", "layers.1", "layers.2",
                                                            "layers.3", "layers.4", "layers.5", "layers.6",
                                                            "layers.7", "layers.8", "head"});
  CHECK(source->tensors()[10].shape == std::vector<std::size_t>{300, 10});
  CHECK(input::describe(source->tensors()[0]) == "F32 (300, 64)");
  // head is the last 300 x 10 floats of the file
  const std::string content = test::read_file(path);
  const Floats head = test::rows_of(*source, 10);
  CHECK(test::bytes_of(head) == content.substr(content.size() - 12000));
  CHECK(test::rows_of(*source, 10, {7, 9}) == [&head] {
    Floats rows(head.begin() + 70, head.begin() + 80);
    rows.insert(rows.end(), head.begin() + 90, head.begin() + 100);
    return rows;
  }());
}

TEST_CASE("safetensors: offsets give the order, but an alphabetical file is put in natural order",
          "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.safetensors";
  const auto write = [&path](const std::vector<std::string>& names) {
    std::string json = R"({"__metadata__": {"format": "pt"})";
    for (std::size_t i = 0; i < names.size(); ++i) {
      json += ", " + safetensors_entry(names[i], "F32", "[1]", 4 * i, 4 * i + 4);
    }
    test::write_file(path, safetensors(json + "}", test::bytes_of(test::counting(names.size()))));
    return input::open_tensors(path);
  };
  CHECK(test::names_of(*write({"stem", "block", "head"})) ==
        std::vector<std::string>{"stem", "block", "head"});
  const auto sorted = write({"b.1", "b.10", "b.2"});
  CHECK(test::names_of(*sorted) == std::vector<std::string>{"b.1", "b.2", "b.10"});
  CHECK(test::rows_of(*sorted, 1) == Floats{2});
  // order of the JSON does not matter
  test::write_file(path, safetensors("{" + safetensors_entry("z", "F32", "[1]", 4, 8) + "," +
                                         safetensors_entry("y", "F32", "[]", 0, 4) + "}  ",
                                     test::bytes_of(test::counting(2))));
  const auto source = input::open_tensors(path);
  CHECK(test::names_of(*source) == std::vector<std::string>{"y", "z"});
  CHECK(test::rows_of(*source, 0) == Floats{0});
}

TEST_CASE("safetensors: tensors of different types beside each other", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a.safetensors";
  const std::string data = test::bytes_of<double>({-1.5}) + test::bytes_of<float>({2.5F}) +
                           test::bytes_of<std::uint16_t>({0x3c00, 0x3f80}) +
                           test::bytes_of<std::int64_t>({9});
  test::write_file(path, safetensors("{" + safetensors_entry("d", "F64", "[1]", 0, 8) + "," +
                                         safetensors_entry("c", "F32", "[1]", 8, 12) + "," +
                                         safetensors_entry("b", "F16", "[1]", 12, 14) + "," +
                                         safetensors_entry("a", "BF16", "[1]", 14, 16) + "," +
                                         safetensors_entry("ids", "I64", "[1]", 16, 24) + "}",
                                     data));
  const auto source = input::open_tensors(path);
  const auto value = [&source](std::string_view name) {
    for (std::size_t i = 0; i < 5; ++i) {
      if (source->tensors()[i].name == name) return test::rows_of(*source, i)[0];
    }
    return -1.0F;
  };
  CHECK(value("d") == -1.5F);
  CHECK(value("c") == 2.5F);
  CHECK(value("b") == 1.0F);
  CHECK(value("a") == 1.0F);
  CHECK(value("ids") == 9.0F);
}

TEST_CASE("safetensors: hostile lengths and offsets are refused by name and place", "[serial]") {
  const std::string good = safetensors("{" + safetensors_entry("x", "F32", "[2]", 0, 8) + "}", "12345678");
  CHECK(refusal(good) == "nothing was thrown");
  CHECK_THAT(refusal("1234"), Contains("a.safetensors: header: found 4 bytes"));
  CHECK_THAT(refusal(good.substr(0, 30)),
             Contains("header length: found") && Contains("what the file holds"));
  CHECK_THAT(refusal(good.substr(0, good.size() - 1)),
             Contains("\"x\": found data offsets [0, 8], expected ascending offsets within the 7 bytes"));
  CHECK_THAT(refusal(std::string(8, '\xff') + "{}"), Contains("header length: found 18446744073709551615"));
  CHECK_THAT(refusal(good + "x"), Contains("data: found 9 bytes, expected 8"));
  const auto two = [](std::size_t begin, std::size_t end, std::string_view shape = "[1]") {
    return refusal(safetensors("{" + safetensors_entry("x", "F32", "[1]", 0, 4) + "," +
                                   safetensors_entry("y", "F32", shape, begin, end) + "}",
                               "12345678"));
  };
  CHECK(two(4, 8) == "nothing was thrown");
  CHECK_THAT(two(2, 6), Contains("\"y\": found data from byte 2") && Contains("overlap"));
  CHECK_THAT(two(0, 4), Contains("\"y\": found data from byte 0") && Contains("overlap"));
  CHECK_THAT(two(8, 12), Contains("\"y\": found data offsets [8, 12]"));
  CHECK_THAT(two(8, 4), Contains("\"y\": found data offsets [8, 4]"));
  CHECK_THAT(two(4, 7), Contains("\"y\": found 3 bytes"));
  CHECK_THAT(two(4, 8, "[2]"), Contains("\"y\": found 4 bytes, expected the size of F32 with shape (2)"));
  CHECK_THAT(two(4, 8, "[4294967296, 4294967297]"), Contains("\"y\": found 4 bytes"));
  CHECK_THAT(two(4, 4, "[0, 4294967296, 4294967297]"), Contains("\"y\": found 0 bytes"));
  CHECK_THAT(two(5, 8, "[0]"), Contains("\"y\": found 3 bytes"));
}

TEST_CASE("safetensors: JSON of the wrong form is refused", "[serial]") {
  CHECK_THAT(refusal(safetensors("[1, 2]", "")), Contains("header: found other text"));
  CHECK_THAT(refusal(safetensors("{\"x\": ", "")),
             Contains("header, byte") && Contains("text that is not JSON"));
  CHECK_THAT(refusal(safetensors("{\"\xff\": {}}", "")), Contains("text that is not JSON"));
  CHECK_THAT(refusal(safetensors("{\"x\": 3}", "")), Contains("\"x\": found a number in the wrong place"));
  CHECK_THAT(refusal(safetensors("{\"x\": [[[", "")), Contains("\"x\": found a list in the wrong place"));
  CHECK_THAT(refusal(safetensors(
                 "{\"a\\u0007b\": {\"dtype\": \"F32\", \"shape\": [0], \"data_offsets\": [0, 0]}}", "")),
             Contains("a control character"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "shape": [2])"), Contains("an entry without"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "dtype": "F32")"), Contains("\"x\": found dtype twice"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "shape": [-2], "data_offsets": [0, 8])"),
             Contains("a negative number"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "shape": [2.5], "data_offsets": [0, 8])"),
             Contains("the number 2.5"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "shape": [99999999999999999999], "data_offsets": [0, 8])"),
             Contains("the number 99999999999999999999"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "shape": [2], "data_offsets": [8])"),
             Contains("1 data offsets"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F32", "shape": [2], "data_offsets": null)"), Contains("null"));
  CHECK_THAT(refusal_of_fields(R"("dtype": "F33", "shape": [2], "data_offsets": [0, 8])"),
             Contains("\"x\": found elements of type F33"));
  CHECK_THAT(refusal_of_fields(R"("dtype": 7)"), Contains("a number in the wrong place"));
  CHECK_THAT(refusal_of_fields(R"("extra": 7)"), Contains("the unknown key \"extra\""));
  CHECK_THAT(refusal(safetensors("{" + safetensors_entry("x", "F32", "[1]", 0, 4) + "," +
                                     safetensors_entry("x", "F32", "[1]", 4, 8) + "}",
                                 "12345678")),
             Contains("\"x\": found the same name twice"));
  const std::string deep(1000000, '[');
  CHECK_THAT(refusal(safetensors("{\"x\": {\"shape\": " + deep + "}}", "")),
             Contains("a list in the wrong place"));
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"shape\":";
  CHECK_THAT(refusal(safetensors(objects, "")), Contains("nested objects"));
  CHECK_THAT(refusal(safetensors("{\"__metadata__\": {\"a\": {\"b\": 1}}}", "")), Contains("nested objects"));
}

TEST_CASE("safetensors: shards behind an index are one source", "[serial]") {
  const test::TempDirectory folder;
  const auto index = folder.path() / "model.safetensors.index.json";
  const auto write_shard = [&folder](const std::string& file, const std::vector<std::string>& names,
                                     float first) {
    std::string json = "{";
    for (std::size_t i = 0; i < names.size(); ++i) {
      json += (i == 0 ? "" : ", ") + safetensors_entry(names[i], "F32", "[2, 1]", 8 * i, 8 * i + 8);
    }
    test::write_file(folder.path() / file,
                     safetensors(json + "}", test::bytes_of(test::counting(2 * names.size(), first))));
  };
  write_shard("part-2.safetensors", {"stem", "a"}, 0);
  write_shard("part-10.safetensors", {"head", "unused"}, 10);
  const auto refusal_of = [&index](std::string_view text) {
    test::write_file(index, text);
    return test::message_of([&index] { input::open_tensors(index); });
  };

  test::write_file(index, R"({"metadata": {"total_size": 24, "more": [[1], {"a": {}}]}, "weight_map":
      {"a": "part-2.safetensors", "head": "part-10.safetensors", "stem": "part-2.safetensors"}})");
  const auto source = input::open_tensors(index);
  CHECK(test::names_of(*source) == std::vector<std::string>{"stem", "a", "head"});
  CHECK(test::rows_of(*source, 1, {1}) == Floats{3});
  CHECK(test::rows_of(*source, 2) == Floats{10, 11});
  CHECK_THAT(source->tensors()[2].file, Contains("part-10.safetensors"));

  CHECK_THAT(refusal_of(R"({"weight_map": {"b": "part-2.safetensors"}})"),
             Contains("index.json: weight_map, \"b\": found no such tensor in part-2.safetensors"));
  CHECK_THAT(refusal_of(R"({"weight_map": {"b": "part-3.safetensors"}})"),
             Contains("index.json: weight_map, \"b\": found no file \"part-3.safetensors\" in its folder"));
  for (const char* outside :
       {"../part-2.safetensors", "/etc/passwd", "..", "", "sub/x", "a\\\\b", "a\\u0000b"}) {
    CAPTURE(outside);
    CHECK_THAT(
        refusal_of(std::string(R"({"weight_map": {"b": ")") + outside + "\"}}"),
        Contains("weight_map, \"b\": found the file") && Contains("a file in the folder of the index"));
  }
  CHECK_THAT(refusal_of(R"({"weight_map": {"b": 3}})"), Contains("weight_map, \"b\": found no text"));
  CHECK_THAT(refusal_of(R"({"weight_map": []})"), Contains("weight_map: found nothing"));
  CHECK_THAT(refusal_of("[]"), Contains("weight_map: found nothing"));
  CHECK_THAT(refusal_of("{"), Contains("byte 2: found text that is not JSON"));
  CHECK_THAT(refusal_of(R"({"weight_map": {"a": 7e7777}})"), Contains("a number too large for any float"));
  CHECK_THAT(refusal_of(R"({"weight_map": {"a": "part-2.safetensors", "a": "part-10.safetensors"}})"),
             Contains("\"a\": found this key twice"));
  CHECK_THAT(refusal_of("{\"metadata\": " + std::string(1000000, '[')), Contains("nested more than 16 deep"));
}
