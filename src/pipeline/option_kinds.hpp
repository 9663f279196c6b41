#pragma once
// The kinds of options: how a field of Config becomes an entry of the table.
#include "option_values.hpp"

#include "netseam/pipeline/options.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace netseam::pipeline {

inline std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

inline Option text_option(std::string key, std::string allowed, std::string help, bool changes_result,
                          std::function<std::string&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          std::move(allowed),
          false,
          changes_result,
          [field](Config& config, const std::string& text) { field(config) = text; },
          [field](const Config& config) { return field(const_cast<Config&>(config)); }};
}

inline Option list_option(std::string key, std::string allowed, std::string help, bool changes_result,
                          std::function<std::vector<std::string>&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          std::move(allowed),
          false,
          changes_result,
          [field](Config& config, const std::string& text) { field(config) = split_list(text); },
          [field](const Config& config) { return joined(field(const_cast<Config&>(config))); }};
}

template <class Number>
Option number_option(std::string key, std::string unit, std::string allowed, std::string help,
                     bool changes_result, Number least, std::function<Number&(Config&)> field) {
  return {std::move(key),
          std::move(unit),
          std::move(help),
          std::move(allowed),
          false,
          changes_result,
          [field, least](Config& config, const std::string& text) {
            field(config) = parse_number<Number>(text, least);
          },
          [field](const Config& config) { return fmt::format("{}", field(const_cast<Config&>(config))); }};
}

/// Different numbers from `least` to `most`; none only where `may_be_empty`.
template <class Number>
Option numbers_option(std::string key, std::string unit, std::string allowed, std::string help, Number least,
                      Number most, std::function<std::vector<Number>&(Config&)> field,
                      bool may_be_empty = false) {
  return {std::move(key),
          std::move(unit),
          std::move(help),
          std::move(allowed),
          false,
          true,
          [field, least, most, may_be_empty](Config& config, const std::string& text) {
            std::vector<Number> numbers;
            for (const auto& part : split_list(text)) {
              numbers.push_back(parse_number<Number>(part, least));
              if (most < numbers.back() || std::count(numbers.begin(), numbers.end(), numbers.back()) > 1)
                throw std::invalid_argument(fmt::format("'{}'", part));
            }
            if (numbers.empty() && !may_be_empty) throw std::invalid_argument("nothing");
            field(config) = numbers;
          },
          [field](const Config& config) {
            return fmt::format("{}", fmt::join(field(const_cast<Config&>(config)), ", "));
          }};
}

inline Option share_option(std::string key, std::string help, bool changes_result,
                           std::function<double&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          "a number from 0 to 1",
          false,
          changes_result,
          [field](Config& config, const std::string& text) {
            const auto share = parse_number<double>(text, 0.0);
            if (share > 1) throw std::invalid_argument(fmt::format("'{}'", text));
            field(config) = share;
          },
          [field](const Config& config) { return fmt::format("{}", field(const_cast<Config&>(config))); }};
}

inline Option flag_option(std::string key, std::string help, bool changes_result,
                          std::function<bool&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          "true | false",
          true,
          changes_result,
          [field](Config& config, const std::string& text) { field(config) = parse_flag(text); },
          [field](const Config& config) { return flag_text(field(const_cast<Config&>(config))); }};
}

template <class Value>
Option choice_option(std::string key, std::string help, bool changes_result, const NameTable<Value>& table,
                     std::function<Value&(Config&)> field) {
  return {
      std::move(key),
      "",
      std::move(help),
      names_of(table),
      false,
      changes_result,
      [field, &table](Config& config, const std::string& text) { field(config) = value_of(table, text); },
      [field, &table](const Config& config) { return name_of(table, field(const_cast<Config&>(config))); }};
}

}  // namespace netseam::pipeline
