#include "formats/wiki_templates.h"

#include <gtest/gtest.h>

namespace licensus {
namespace {

using Words = std::vector<std::string>;

Words templates_of(std::string text) { return take_wiki_templates(text); }

TEST(WikiTemplates, NamesOfTheOutermost) {
  EXPECT_EQ(
      templates_of("=={{int:filedesc}}==\n{{Information|description={{en|1=A pier}}|date=2020}}\n"
                   "=={{int:license-header}}==\n{{ PD-old-100 |country=x}}\n{{PD-old-100}}"),
      (Words{"int:filedesc", "Information", "int:license-header", "PD-old-100"}));
  EXPECT_EQ(templates_of("no { braces } {{}} {{|x}} }} {{open"), Words{});
  EXPECT_EQ(templates_of(""), Words{});
  EXPECT_EQ(templates_of("{"), Words{});
}

TEST(WikiTemplates, ChoicesThatUploadersOffer) {
  EXPECT_EQ(templates_of("{{self|author=[[User:X|X]]|cc-by-sa-3.0|GFDL|migration=redundant}}"),
            Words{"cc-by-sa-3.0 OR GFDL"});
  EXPECT_EQ(templates_of("{{Self | cc-zero }}"), Words{"cc-zero"});
  EXPECT_EQ(templates_of("{{self}}"), Words{});
  std::string text = "a {{self|cc-zero}} {{PD-old|x}}";
  take_wiki_templates(text);
  EXPECT_EQ(text, "a {{            }} {{PD-old|x}}");
}

TEST(WikiTemplates, StaysWithinLimits) {
  std::string many;
  for (size_t i = 0; i < 2 * kMaxTemplates; ++i) many += "{{t" + std::to_string(i) + "}}";
  EXPECT_EQ(templates_of(many).size(), kMaxTemplates);
  EXPECT_EQ(templates_of("{{" + std::string(kMaxTemplateBytes + 1, 'x') + "}}"), Words{});
  EXPECT_EQ(templates_of(std::string(1 << 20, '{')), Words{});
  EXPECT_EQ(templates_of(std::string(1 << 20, '}')), Words{});
}

}  // namespace
}  // namespace licensus
