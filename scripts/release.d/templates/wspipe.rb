# A Homebrew formula for a tap: Formula/wspipe.rb.
class Wspipe < Formula
  desc "WebSocket in a shell pipeline"
  homepage "https://@HOME@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@DOWNLOADS@/wspipe-@VERSION@-darwin-arm64.tar.gz"
      sha256 "@SHA256:darwin-arm64.tar.gz@"
    end
    on_intel do
      url "@DOWNLOADS@/wspipe-@VERSION@-darwin-amd64.tar.gz"
      sha256 "@SHA256:darwin-amd64.tar.gz@"
    end
  end

  on_linux do
    on_arm do
      url "@DOWNLOADS@/wspipe-@VERSION@-linux-arm64.tar.gz"
      sha256 "@SHA256:linux-arm64.tar.gz@"
    end
    on_intel do
      url "@DOWNLOADS@/wspipe-@VERSION@-linux-amd64.tar.gz"
      sha256 "@SHA256:linux-amd64.tar.gz@"
    end
  end

  def install
    bin.install "wspipe"
    man1.install "man/wspipe.1"
    bash_completion.install "completions/wspipe.bash" => "wspipe"
    zsh_completion.install "completions/_wspipe"
    fish_completion.install "completions/wspipe.fish"
    pwsh_completion.install "completions/wspipe.ps1" => "_wspipe.ps1"
    doc.install "THIRD-PARTY-LICENSES.txt", "SECURITY.md"
  end

  test do
    assert_match "wspipe #{version}", shell_output("#{bin}/wspipe version")
    assert_equal "hello\n", shell_output("#{bin}/wspipe send -n 1 echo: hello")
  end
end
