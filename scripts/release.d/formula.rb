# Does with a formula what Homebrew would do: prints which archive each system uses, and installs an unpacked archive
# from a folder. `ruby formula.rb FORMULA FOLDER PREFIX`; scripts/release.d/try runs it where there is no Homebrew.
require "fileutils"
require "pathname"

class Pathname
  def install(*files)
    mkpath
    files.flat_map { |file| file.respond_to?(:to_a) ? file.to_a : [[file, File.basename(file)]] }.each do |from, to|
      FileUtils.cp(from, self/to)
    end
  end
end

class Formula
  PLACES = {
    bin: "bin", man1: "share/man/man1", doc: "share/doc/wspipe",
    bash_completion: "etc/bash_completion.d", zsh_completion: "share/zsh/site-functions",
    fish_completion: "share/fish/vendor_completions.d", pwsh_completion: "share/pwsh/completions"
  }.freeze
  PLACES.each { |name, below| define_method(name) { Pathname(ARGV[2])/below } }

  class << self
    attr_accessor :system

    %i[desc homepage version license].each { |name| define_method(name) { |value| abort "empty #{name}" if value.empty? } }
    { on_macos: :macos, on_linux: :linux, on_arm: :arm, on_intel: :intel }.each do |name, kind|
      define_method(name) { |&block| block.call if Formula.system.include?(kind) }
    end

    def url(value) = print(value)

    def sha256(value) = puts(" #{value}")

    def test; end
  end
end

%i[macos linux].product(%i[arm intel]).each do |system|
  Formula.system = system
  load ARGV[0]
end
Dir.chdir(ARGV[1]) { Wspipe.new.install }
