Gem::Specification.new do |spec|
  spec.name = "meadow"
  spec.version = "1.0.0"
  spec.summary = "Reads the meadow, which is not MIT"
  spec.licenses = ["MIT", "Ruby"]
end
