<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>Bridge</name>
  <message>
   <source>Please report it.</source>
   <translation>请报告此问题。</translation>
  </message>
  <message>
   <source>Something unexpected went wrong: {0}.</source>
   <translation>发生意外错误：{0}。</translation>
  </message>
 </context>
 <context>
  <name>ChangeBar</name>
  <message>
   <source>Apply</source>
   <translation>应用</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>放弃</translation>
  </message>
  <message>
   <source>Do it again (Ctrl+Shift+Z)</source>
   <translation>重做 (Ctrl+Shift+Z)</translation>
  </message>
  <message>
   <source>Nothing was changed yet.</source>
   <translation>尚未更改任何内容。</translation>
  </message>
  <message>
   <source>Nothing was taken back.</source>
   <translation>没有可重做的更改。</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Take back the last change (Ctrl+Z)</source>
   <translation>撤销上一次更改 (Ctrl+Z)</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>Write these changes to machine.toml</source>
   <translation>将这些更改写入 machine.toml</translation>
  </message>
  <message>
   <source>at next start</source>
   <translation>下次启动时</translation>
  </message>
  <message>
   <source>now</source>
   <translation>现在</translation>
  </message>
 </context>
 <context>
  <name>ClonePanel</name>
  <message>
   <source>&amp;Full: copies every block</source>
   <translation>完整(&amp;F)：复制每个块</translation>
  </message>
  <message>
   <source>&amp;Linked: shares its disks' blocks until one side writes to them</source>
   <translation>链接(&amp;L)：共享磁盘块，直到任一方写入</translation>
  </message>
  <message>
   <source>Clone</source>
   <translation>克隆</translation>
  </message>
  <message>
   <source>Clone &amp;of</source>
   <translation>克隆来源(&amp;O)</translation>
  </message>
  <message>
   <source>Clone {0}: its disks are copied; read-only ones and CDs are shared.</source>
   <translation>克隆 {0}：复制其磁盘；只读磁盘和 CD 共用。</translation>
  </message>
  <message>
   <source>Either way the clone is whole: it needs nothing of the original.</source>
   <translation>两种方式的克隆都是完整的：不依赖原虚拟机的任何文件。</translation>
  </message>
  <message>
   <source>Its disks as they are</source>
   <translation>磁盘的当前状态</translation>
  </message>
  <message>
   <source>Its disks as they are: not while it runs</source>
   <translation>磁盘的当前状态：运行时不可用</translation>
  </message>
  <message>
   <source>Not linked: the filesystem there cannot share blocks. Btrfs and XFS can.</source>
   <translation>无法链接：那里的文件系统不能共享块。Btrfs 和 XFS 可以。</translation>
  </message>
  <message>
   <source>Snapshot “{0}”, {1}</source>
   <translation>快照“{0}”，{1}</translation>
  </message>
  <message>
   <source>What is cloned</source>
   <translation>克隆来源</translation>
  </message>
 </context>
 <context>
  <name>CommandView</name>
  <message>
   <source>Command line</source>
   <translation>命令行</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>复制</translation>
  </message>
  <message>
   <source>Program</source>
   <translation>程序</translation>
  </message>
  <message>
   <source>The same machine for another program, as near as that program can come to it.</source>
   <translation>用另一个程序表示的同一台虚拟机，以该程序所能达到的程度为限。</translation>
  </message>
  <message>
   <source>libvirt (XML)</source>
   <translation>libvirt (XML)</translation>
  </message>
 </context>
 <context>
  <name>ConsoleMenus</name>
  <message>
   <source>As fast as the guest reads</source>
   <translation>以客户机读取的速度</translation>
  </message>
  <message>
   <source>Ctrl+Alt+F1 to F12</source>
   <translation>Ctrl+Alt+F1 至 F12</translation>
  </message>
  <message>
   <source>Fill the window</source>
   <translation>填满窗口</translation>
  </message>
  <message>
   <source>Fit the window</source>
   <translation>适合窗口</translation>
  </message>
  <message>
   <source>If checked, the guest gets this key, and VirtGUI does not.</source>
   <translation>勾选后，此键传给客户机，VirtGUI 不再使用。</translation>
  </message>
  <message>
   <source>It takes and releases keyboard and mouse.</source>
   <translation>它用于捕获和释放键盘与鼠标。</translation>
  </message>
  <message>
   <source>Key that switches screen and serial</source>
   <translation>切换屏幕与串口的按键</translation>
  </message>
  <message>
   <source>Key that takes and releases them</source>
   <translation>捕获和释放键鼠的按键</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>按键</translation>
  </message>
  <message>
   <source>Keys that go to the guest</source>
   <translation>传给客户机的按键</translation>
  </message>
  <message>
   <source>Scale</source>
   <translation>缩放</translation>
  </message>
  <message>
   <source>SysRq, for Linux guests</source>
   <translation>SysRq，用于 Linux 客户机</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>文本</translation>
  </message>
  <message>
   <source>Typing speed</source>
   <translation>键入速度</translation>
  </message>
  <message>
   <source>Whole pixels, the sharpest</source>
   <translation>整像素，最清晰</translation>
  </message>
  <message>
   <source>{0} ({1})</source>
   <translation>{0} ({1})</translation>
  </message>
  <message>
   <source>{0} characters a second</source>
   <translation>每秒 {0} 个字符</translation>
  </message>
 </context>
 <context>
  <name>DeletePanel</name>
  <message>
   <source>Delete</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Delete {}?</source>
   <translation>删除 {}？</translation>
  </message>
  <message>
   <source>Delete, keep the disks</source>
   <translation>删除，保留磁盘</translation>
  </message>
  <message>
   <source>Delete, with %n disks</source>
   <translation>连同 %n 个磁盘一起删除</translation>
  </message>
  <message>
   <source>Delete, with 1 disk</source>
   <translation>连同 1 个磁盘一起删除</translation>
  </message>
  <message>
   <source>Delete, with what is ticked</source>
   <translation>删除，包括所勾选的</translation>
  </message>
  <message>
   <source>For good, not into the trash</source>
   <translation>彻底删除，不放入回收站</translation>
  </message>
  <message>
   <source>Frees the space at once. There is no way back.</source>
   <translation>立即释放空间。无法恢复。</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>保留</translation>
  </message>
  <message>
   <source>These files go: the machine's description, its logs and its last picture.</source>
   <translation>这些文件会删除：虚拟机的描述、日志和最后的画面。</translation>
  </message>
  <message>
   <source>These files stay, unless you tick them:</source>
   <translation>这些文件会保留，除非您勾选：</translation>
  </message>
 </context>
 <context>
  <name>Detachable</name>
  <message>
   <source>Bring it back</source>
   <translation>收回</translation>
  </message>
  <message>
   <source>{0} has a window of its own.</source>
   <translation>{0}已在单独的窗口中。</translation>
  </message>
 </context>
 <context>
  <name>DetailsEdit</name>
  <message>
   <source>Channel {0}</source>
   <translation>通道 {0}</translation>
  </message>
  <message>
   <source>Disk {0}</source>
   <translation>磁盘 {0}</translation>
  </message>
  <message>
   <source>Kernel</source>
   <translation>内核</translation>
  </message>
  <message>
   <source>Network card {0}</source>
   <translation>网卡 {0}</translation>
  </message>
  <message>
   <source>Serial port COM{0}</source>
   <translation>串口 COM{0}</translation>
  </message>
  <message>
   <source>none</source>
   <translation>无</translation>
  </message>
  <message>
   <source>off</source>
   <translation>关</translation>
  </message>
  <message>
   <source>on</source>
   <translation>开</translation>
  </message>
  <message>
   <source>present</source>
   <translation>存在</translation>
  </message>
  <message>
   <source>{0}: choose a file for “{1}”.</source>
   <translation>{0}：请为“{1}”选择一个文件。</translation>
  </message>
 </context>
 <context>
  <name>DetailsEditor</name>
  <message>
   <source>All files (*)</source>
   <translation>所有文件 (*)</translation>
  </message>
  <message>
   <source>Boot order</source>
   <translation>启动顺序</translation>
  </message>
  <message>
   <source>CD</source>
   <translation>CD</translation>
  </message>
  <message>
   <source>CD images (*.iso);;All files (*)</source>
   <translation>CD 映像 (*.iso);;所有文件 (*)</translation>
  </message>
  <message>
   <source>Floppy disk</source>
   <translation>软盘</translation>
  </message>
  <message>
   <source>Hard disk</source>
   <translation>硬盘</translation>
  </message>
  <message>
   <source>Network</source>
   <translation>网络</translation>
  </message>
  <message>
   <source>Try it earlier</source>
   <translation>提前尝试</translation>
  </message>
  <message>
   <source>Try it later</source>
   <translation>推后尝试</translation>
  </message>
 </context>
 <context>
  <name>DetailsField</name>
  <message>
   <source>A Linux bzImage, or an ELF with a multiboot or PVH header; started without firmware.</source>
   <translation>Linux bzImage，或带有 multiboot 或 PVH 头的 ELF；不经固件启动。</translation>
  </message>
  <message>
   <source>A ROM of your own, such as U-Boot or coreboot, in place of that.</source>
   <translation>用您自己的 ROM 代替，例如 U-Boot 或 coreboot。</translation>
  </message>
  <message>
   <source>A Unix socket</source>
   <translation>Unix 套接字</translation>
  </message>
  <message>
   <source>A Unix socket for the program on this host. A relative path starts at the machine's directory.</source>
   <translation>供本主机上程序使用的 Unix 套接字。相对路径从虚拟机目录开始。</translation>
  </message>
  <message>
   <source>A device the guest must pet; if it stops doing so, this happens to the machine.</source>
   <translation>客户机必须定期喂它的设备；如果停止喂，就对虚拟机执行此操作。</translation>
  </message>
  <message>
   <source>A file</source>
   <translation>文件</translation>
  </message>
  <message>
   <source>A file that gets what the guest prints on LPT1. Empty: there is no printer port.</source>
   <translation>接收客户机在 LPT1 上打印内容的文件。留空则没有打印机端口。</translation>
  </message>
  <message>
   <source>A finer clock for systems that want one. Each look at it costs an exit, so others do better without.</source>
   <translation>供需要它的系统使用的更精细时钟。每次读取都会引起一次退出，因此其他系统不用更好。</translation>
  </message>
  <message>
   <source>A guest that faults while handling a fault resets a real PC. Pausing keeps the evidence.</source>
   <translation>客户机在处理故障时再次出错，会使真实的 PC 复位。暂停则可保留现场。</translation>
  </message>
  <message>
   <source>A pseudo-terminal</source>
   <translation>伪终端</translation>
  </message>
  <message>
   <source>A tap interface</source>
   <translation>tap 接口</translation>
  </message>
  <message>
   <source>A virtio device through which a willing guest gives memory back while it runs.</source>
   <translation>一种 virtio 设备，愿意配合的客户机在运行时可通过它归还内存。</translation>
  </message>
  <message>
   <source>A virtio pointer that is where your mouse is: no capturing. The guest needs a driver.</source>
   <translation>一种 virtio 指针，始终与您的鼠标位置一致：无需捕获。客户机需要驱动程序。</translation>
  </message>
  <message>
   <source>Attached to</source>
   <translation>连接到</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Boot menu</source>
   <translation>启动菜单</translation>
  </message>
  <message>
   <source>Boot order</source>
   <translation>启动顺序</translation>
  </message>
  <message>
   <source>CPU features</source>
   <translation>CPU 特性</translation>
  </message>
  <message>
   <source>CPUs</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>Command line</source>
   <translation>命令行</translation>
  </message>
  <message>
   <source>Connected to</source>
   <translation>连接至</translation>
  </message>
  <message>
   <source>Disc</source>
   <translation>光盘</translation>
  </message>
  <message>
   <source>Firmware</source>
   <translation>固件</translation>
  </message>
  <message>
   <source>Firmware image</source>
   <translation>固件映像</translation>
  </message>
  <message>
   <source>Floppy disk</source>
   <translation>软盘</translation>
  </message>
  <message>
   <source>Format</source>
   <translation>格式</translation>
  </message>
  <message>
   <source>Forwarded ports</source>
   <translation>转发的端口</translation>
  </message>
  <message>
   <source>Further files for a multiboot kernel, in their order, separated by commas.</source>
   <translation>multiboot 内核的其他文件，按顺序，以逗号分隔。</translation>
  </message>
  <message>
   <source>Graphics card</source>
   <translation>显卡</translation>
  </message>
  <message>
   <source>Group</source>
   <translation>分组</translation>
  </message>
  <message>
   <source>High precision event timer</source>
   <translation>高精度事件定时器 (HPET)</translation>
  </message>
  <message>
   <source>How long the firmware waits for Esc, by which whoever sits at the guest chooses what to start.</source>
   <translation>固件等待 Esc 键的时间，使用客户机的人可借此选择启动什么。</translation>
  </message>
  <message>
   <source>How many processors the guest finds. Each is a thread of the host.</source>
   <translation>客户机看到的处理器数目。每个处理器是主机的一个线程。</translation>
  </message>
  <message>
   <source>How the image stores sectors: raw is the disk byte for byte.</source>
   <translation>映像如何存储扇区：raw 是磁盘的逐字节内容。</translation>
  </message>
  <message>
   <source>IDE works with every guest. Virtio is faster, but the guest needs a driver (Linux has it).</source>
   <translation>IDE 适用于每种客户机。virtio 更快，但客户机需要驱动程序(Linux 有)。</translation>
  </message>
  <message>
   <source>Image</source>
   <translation>映像</translation>
  </message>
  <message>
   <source>Initial RAM disk</source>
   <translation>初始内存盘</translation>
  </message>
  <message>
   <source>Itself (loopback)</source>
   <translation>返回自身 (loopback)</translation>
  </message>
  <message>
   <source>Kernel</source>
   <translation>内核</translation>
  </message>
  <message>
   <source>Loaded beside the kernel: the first files that a Linux guest sees.</source>
   <translation>与内核一起装入：Linux 客户机最先看到的文件。</translation>
  </message>
  <message>
   <source>MAC address</source>
   <translation>MAC 地址</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Memory balloon</source>
   <translation>内存气球</translation>
  </message>
  <message>
   <source>MiB</source>
   <translation>MiB</translation>
  </message>
  <message>
   <source>Modules</source>
   <translation>模块</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>Notes</source>
   <translation>备注</translation>
  </message>
  <message>
   <source>Nothing</source>
   <translation>无</translation>
  </message>
  <message>
   <source>PCI with VBE (std)</source>
   <translation>带 VBE 的 PCI 显卡 (std)</translation>
  </message>
  <message>
   <source>Path</source>
   <translation>路径</translation>
  </message>
  <message>
   <source>Pause the machine</source>
   <translation>暂停虚拟机</translation>
  </message>
  <message>
   <source>Pinned to host CPUs</source>
   <translation>固定到主机 CPU</translation>
  </message>
  <message>
   <source>Plain VGA (isa)</source>
   <translation>普通 VGA (isa)</translation>
  </message>
  <message>
   <source>Ports of this host that lead into the guest, such as 2222:22 or udp:5353:53.</source>
   <translation>通向客户机的本主机端口，例如 2222:22 或 udp:5353:53。</translation>
  </message>
  <message>
   <source>Power it off</source>
   <translation>强制关机</translation>
  </message>
  <message>
   <source>Printer output</source>
   <translation>打印机输出</translation>
  </message>
  <message>
   <source>Read-only</source>
   <translation>只读</translation>
  </message>
  <message>
   <source>Reset the machine</source>
   <translation>复位虚拟机</translation>
  </message>
  <message>
   <source>Runs on</source>
   <translation>运行方式</translation>
  </message>
  <message>
   <source>Socket</source>
   <translation>套接字</translation>
  </message>
  <message>
   <source>Software CPU</source>
   <translation>软件 CPU</translation>
  </message>
  <message>
   <source>Start it when VirtGUI starts</source>
   <translation>随 VirtGUI 启动</translation>
  </message>
  <message>
   <source>Tablet</source>
   <translation>数位板</translation>
  </message>
  <message>
   <source>Tap interface</source>
   <translation>Tap 接口</translation>
  </message>
  <message>
   <source>The BIOS that starts the guest: SeaBIOS, or VirtGUI's own, which starts within milliseconds.</source>
   <translation>启动客户机的 BIOS:SeaBIOS，或 VirtGUI 自带的 BIOS（数毫秒内启动）。</translation>
  </message>
  <message>
   <source>The ISO image in the CD drive; empty: the drive is. It can be changed while the guest runs.</source>
   <translation>CD 驱动器中的 ISO 映像；留空表示驱动器为空。可在客户机运行时更换。</translation>
  </message>
  <message>
   <source>The Serial page</source>
   <translation>串口页面</translation>
  </message>
  <message>
   <source>The card's address, such as 52:54:00:12:34:56. Empty: one is made from the machine's identity.</source>
   <translation>网卡的地址，例如 52:54:00:12:34:56。留空则根据虚拟机的标识生成。</translation>
  </message>
  <message>
   <source>The file or socket. A relative path starts at the machine's directory.</source>
   <translation>文件或套接字。相对路径从虚拟机的目录算起。</translation>
  </message>
  <message>
   <source>The file that holds the disk's sectors. A relative path starts at the machine's directory.</source>
   <translation>保存磁盘扇区的文件。相对路径从虚拟机的目录算起。</translation>
  </message>
  <message>
   <source>The guest's writes fail, and several machines may use the image at once.</source>
   <translation>客户机的写入会失败，多台虚拟机可以同时使用此映像。</translation>
  </message>
  <message>
   <source>The heading under which the manager lists it; empty for none. The guest never sees it.</source>
   <translation>管理器列出它时所用的标题；留空表示不分组。客户机看不到它。</translation>
  </message>
  <message>
   <source>The host CPU for each virtual one, such as 0, 1. Empty: the host's scheduler decides.</source>
   <translation>每个虚拟 CPU 对应的主机 CPU，例如 0, 1。留空则由主机的调度器决定。</translation>
  </message>
  <message>
   <source>The host's CPU by KVM, or a software CPU that needs no /dev/kvm. Automatic: the quicker one.</source>
   <translation>通过 KVM 使用主机的 CPU，或使用不需要 /dev/kvm 的软件 CPU。自动：选用较快的。</translation>
  </message>
  <message>
   <source>The host's interface, such as tap0. It must exist, and be yours.</source>
   <translation>主机的接口，例如 tap0。它必须存在并归您所有。</translation>
  </message>
  <message>
   <source>The image in drive A:, of 160 KB to 2.88 MB; empty: the drive is. It can be changed while it runs.</source>
   <translation>驱动器 A: 中的映像,160 KB 至 2.88 MB；留空表示驱动器为空。可在运行时更换。</translation>
  </message>
  <message>
   <source>The machine is powered on as soon as the manager opens, without a window.</source>
   <translation>管理器一打开就接通虚拟机的电源，不显示窗口。</translation>
  </message>
  <message>
   <source>This host's network</source>
   <translation>本主机的网络</translation>
  </message>
  <message>
   <source>VirtGUI's own BIOS</source>
   <translation>VirtGUI 自带的 BIOS</translation>
  </message>
  <message>
   <source>Watchdog</source>
   <translation>看门狗</translation>
  </message>
  <message>
   <source>What CPUID tells the guest: “host”, then features to add or hide, such as host,-avx2.</source>
   <translation>CPUID 告诉客户机的内容：先写“host”，再写要添加或隐藏的特性，例如 host,-avx2。</translation>
  </message>
  <message>
   <source>What the guest believes its RAM to be. The host gives it page by page, as the guest touches it.</source>
   <translation>客户机所认为的内存大小。主机在客户机用到时才逐页提供。</translation>
  </message>
  <message>
   <source>What the guest finds it by: /dev/virtio-ports/NAME in Linux. A guest agent looks for its own name.</source>
   <translation>客户机凭此名称找到它：在 Linux 中为 /dev/virtio-ports/名称。客户机代理会寻找自己的名称。</translation>
  </message>
  <message>
   <source>What the kernel is told, such as console=ttyS0 root=/dev/vda1.</source>
   <translation>告诉内核的内容，例如 console=ttyS0 root=/dev/vda1。</translation>
  </message>
  <message>
   <source>What the machine and its directory are called. The guest never sees it.</source>
   <translation>虚拟机及其目录的名称。客户机看不到它。</translation>
  </message>
  <message>
   <source>Whatever you want to remember about it. The manager's search finds these words.</source>
   <translation>您想为它记下的任何内容。管理器的搜索可以找到这些文字。</translation>
  </message>
  <message>
   <source>When the CPU gives up</source>
   <translation>当 CPU 无法继续时</translation>
  </message>
  <message>
   <source>Where the firmware looks for something to start, from the top; without a tick: not at all. While the machine runs, this holds from its next reset on.</source>
   <translation>固件从上到下在这些位置寻找可启动的系统；未勾选的位置不会查找。虚拟机运行时，更改在它下次复位后生效。</translation>
  </message>
  <message>
   <source>Where the guest's packets go: to the host's own network, a tap interface, back, or nowhere.</source>
   <translation>客户机的数据包去往何处：主机自己的网络、tap 接口、返回自身，或无处可去。</translation>
  </message>
  <message>
   <source>Where the port's bytes go: the Serial page, a file, a socket, or a pseudo-terminal.</source>
   <translation>该串口的字节去往何处：串口页面、文件、套接字或伪终端。</translation>
  </message>
  <message>
   <source>s</source>
   <translation>秒</translation>
  </message>
  <message>
   <source>virtio without PCI</source>
   <translation>不带 PCI 的 virtio</translation>
  </message>
  <message>
   <source>“std” is a PCI card with VBE modes up to 1920x1200; “isa” is a plain VGA, as in an old PC.</source>
   <translation>“std”是 PCI 显卡，VBE 模式最高 1920x1200;“isa”是普通 VGA，如老式 PC。</translation>
  </message>
 </context>
 <context>
  <name>DetailsForm</name>
  <message>
   <source> GiB</source>
   <translation> GiB</translation>
  </message>
  <message>
   <source> Takes effect at the next start.</source>
   <translation> 下次启动时生效。</translation>
  </message>
  <message>
   <source>A new image is made, of</source>
   <translation>创建新映像，大小为</translation>
  </message>
  <message>
   <source>More settings</source>
   <translation>更多设置</translation>
  </message>
  <message>
   <source>Remove {0}</source>
   <translation>移除 {0}</translation>
  </message>
  <message>
   <source>Size of the new image</source>
   <translation>新映像的大小</translation>
  </message>
  <message>
   <source>Take it out of the machine. Its file stays where it is.</source>
   <translation>将它从虚拟机中取出。其文件保留在原处。</translation>
  </message>
 </context>
 <context>
  <name>DetailsLive</name>
  <message>
   <source> MiB</source>
   <translation> MiB</translation>
  </message>
  <message>
   <source>At once, and until the machine is off: the guest sees its link go down and up.</source>
   <translation>立即生效，直到关机为止：客户机会看到链路断开和接通。</translation>
  </message>
  <message>
   <source>Its balloon takes memory back at once, if the guest has a driver for it.</source>
   <translation>如果客户机有气球驱动程序，内存会立即被收回。</translation>
  </message>
  <message>
   <source>Memory that the guest shall have now</source>
   <translation>客户机现在应有的内存</translation>
  </message>
  <message>
   <source>Now</source>
   <translation>现在</translation>
  </message>
  <message>
   <source>The cable is plugged in</source>
   <translation>网线已插上</translation>
  </message>
  <message>
   <source>The guest has {0} MiB now; it shall have</source>
   <translation>客户机现有 {0} MiB 内存；应有</translation>
  </message>
 </context>
 <context>
  <name>DetailsPage</name>
  <message>
   <source>Add hardware</source>
   <translation>添加硬件</translation>
  </message>
  <message>
   <source>As a command line</source>
   <translation>命令行形式</translation>
  </message>
  <message>
   <source>As text</source>
   <translation>文本形式</translation>
  </message>
  <message>
   <source>At the next start: {0}</source>
   <translation>下次启动时：{0}</translation>
  </message>
  <message>
   <source>Filter</source>
   <translation>过滤</translation>
  </message>
  <message>
   <source>Filter of the hardware list</source>
   <translation>硬件列表过滤器</translation>
  </message>
  <message>
   <source>Hardware</source>
   <translation>硬件</translation>
  </message>
  <message>
   <source>It can be renamed while it is off.</source>
   <translation>关机时可以重命名。</translation>
  </message>
  <message>
   <source>Log</source>
   <translation>日志</translation>
  </message>
  <message>
   <source>The description is broken: {0}</source>
   <translation>描述已损坏：{0}</translation>
  </message>
  <message>
   <source>vgctl, QEMU, libvirt</source>
   <translation>vgctl、QEMU、libvirt</translation>
  </message>
  <message>
   <source>what the VM process says</source>
   <translation>VM 进程的消息</translation>
  </message>
 </context>
 <context>
  <name>DetailsPart</name>
  <message>
   <source>A PC has four serial ports.</source>
   <translation>PC 有四个串口。</translation>
  </message>
  <message>
   <source>A machine has {0} channels at most.</source>
   <translation>一台虚拟机最多有 {0} 个通道。</translation>
  </message>
  <message>
   <source>CD</source>
   <translation>CD</translation>
  </message>
  <message>
   <source>CD drive</source>
   <translation>CD 驱动器</translation>
  </message>
  <message>
   <source>CPU</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>Channel to the guest</source>
   <translation>通往客户机的通道</translation>
  </message>
  <message>
   <source>Channel {0}</source>
   <translation>通道 {0}</translation>
  </message>
  <message>
   <source>Disk {0}</source>
   <translation>磁盘 {0}</translation>
  </message>
  <message>
   <source>Floppy drive</source>
   <translation>软盘驱动器</translation>
  </message>
  <message>
   <source>Hard disk</source>
   <translation>硬盘</translation>
  </message>
  <message>
   <source>IDE has places for {0} drives, and all are taken.</source>
   <translation>IDE 只有 {0} 个驱动器位置，均已占用。</translation>
  </message>
  <message>
   <source>Kernel</source>
   <translation>内核</translation>
  </message>
  <message>
   <source>Kernel to start directly</source>
   <translation>直接启动的内核</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Network card</source>
   <translation>网卡</translation>
  </message>
  <message>
   <source>Network card {0}</source>
   <translation>网卡 {0}</translation>
  </message>
  <message>
   <source>Overview and notes</source>
   <translation>概览与备注</translation>
  </message>
  <message>
   <source>Pointer</source>
   <translation>指针</translation>
  </message>
  <message>
   <source>Printer port</source>
   <translation>打印机端口</translation>
  </message>
  <message>
   <source>Screen</source>
   <translation>屏幕</translation>
  </message>
  <message>
   <source>Serial port</source>
   <translation>串口</translation>
  </message>
  <message>
   <source>Serial port COM{0}</source>
   <translation>串口 COM{0}</translation>
  </message>
  <message>
   <source>Starting</source>
   <translation>启动</translation>
  </message>
  <message>
   <source>The machine has one already.</source>
   <translation>虚拟机已经有一个了。</translation>
  </message>
  <message>
   <source>disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>empty</source>
   <translation>空</translation>
  </message>
  <message>
   <source>floppy</source>
   <translation>软盘</translation>
  </message>
  <message>
   <source>kernel, directly</source>
   <translation>内核，直接启动</translation>
  </message>
  <message>
   <source>network</source>
   <translation>网络</translation>
  </message>
  <message>
   <source>off</source>
   <translation>关</translation>
  </message>
  <message>
   <source>on</source>
   <translation>开</translation>
  </message>
  <message>
   <source>one</source>
   <translation>一个</translation>
  </message>
  <message>
   <source>{0} MiB</source>
   <translation>{0} MiB</translation>
  </message>
 </context>
 <context>
  <name>DetailsText</name>
  <message>
   <source>Line {0}: </source>
   <translation>第 {0} 行：</translation>
  </message>
  <message>
   <source>The machine's description, as TOML</source>
   <translation>虚拟机的描述(TOML)</translation>
  </message>
  <message>
   <source>machine.toml, as it will be written. Forms and text show the same draft.</source>
   <translation>将要写入的 machine.toml。表单与文本显示同一份草稿。</translation>
  </message>
 </context>
 <context>
  <name>DetailsTree</name>
  <message>
   <source>Correct it.</source>
   <translation>请修正。</translation>
  </message>
 </context>
 <context>
  <name>DiskPage</name>
  <message>
   <source> GiB</source>
   <translation> GiB</translation>
  </message>
  <message>
   <source>&amp;Attached to</source>
   <translation>连接到(&amp;A)</translation>
  </message>
  <message>
   <source>A raw image that you have already</source>
   <translation>您已有的 raw 映像</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>所有文件 (*)</translation>
  </message>
  <message>
   <source>An empty disk image in the machine's own directory</source>
   <translation>虚拟机自己目录中的空磁盘映像</translation>
  </message>
  <message>
   <source>Attached to</source>
   <translation>连接到</translation>
  </message>
  <message>
   <source>Choose a disk image</source>
   <translation>选择磁盘映像</translation>
  </message>
  <message>
   <source>Disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>Disk image</source>
   <translation>磁盘映像</translation>
  </message>
  <message>
   <source>Does it need a disk?</source>
   <translation>它需要磁盘吗？</translation>
  </message>
  <message>
   <source>Existing disk image</source>
   <translation>现有磁盘映像</translation>
  </message>
  <message>
   <source>IDE: works with every guest</source>
   <translation>IDE：适用于每种客户机</translation>
  </message>
  <message>
   <source>It starts from the CD {0}. What is installed from it goes to a disk.</source>
   <translation>它从 CD {0} 启动。从中安装的内容会写入磁盘。</translation>
  </message>
  <message>
   <source>It starts from the disk {0}. It can have another one besides.</source>
   <translation>它从磁盘 {0} 启动。还可以再有一个磁盘。</translation>
  </message>
  <message>
   <source>It starts from {0}. A disk can be added.</source>
   <translation>它从 {0} 启动。可以添加磁盘。</translation>
  </message>
  <message>
   <source>It takes room on the host only as the guest fills it.</source>
   <translation>只有在客户机写入时才占用主机空间。</translation>
  </message>
  <message>
   <source>New disk</source>
   <translation>新磁盘</translation>
  </message>
  <message>
   <source>No disk</source>
   <translation>无磁盘</translation>
  </message>
  <message>
   <source>Nothing more than what it starts from</source>
   <translation>除启动来源外不需要其他磁盘</translation>
  </message>
  <message>
   <source>Size of the new disk</source>
   <translation>新磁盘的大小</translation>
  </message>
  <message>
   <source>Welcome brings its own small disk; it needs no other.</source>
   <translation>Welcome 自带小磁盘，不需要其他磁盘。</translation>
  </message>
  <message>
   <source>virtio: faster, and the guest needs a driver (Linux and the BSDs have it)</source>
   <translation>virtio：更快，客户机需要驱动程序(Linux 和 BSD 有)</translation>
  </message>
  <message>
   <source>{0} are free.</source>
   <translation>可用 {0}。</translation>
  </message>
 </context>
 <context>
  <name>DisplayView</name>
  <message>
   <source>Screen</source>
   <translation>屏幕</translation>
  </message>
  <message>
   <source>Screen of {0}</source>
   <translation>{0} 的屏幕</translation>
  </message>
  <message>
   <source>{0}: text</source>
   <translation>{0}：文本</translation>
  </message>
 </context>
 <context>
  <name>DisplayWidget</name>
  <message>
   <source>Copy</source>
   <translation>复制</translation>
  </message>
  <message>
   <source>Give keyboard and mouse to the guest</source>
   <translation>把键盘和鼠标交给客户机</translation>
  </message>
  <message>
   <source>Paste as typing</source>
   <translation>以键入方式粘贴</translation>
  </message>
  <message>
   <source>Press {0} to release the mouse</source>
   <translation>按 {0} 释放鼠标</translation>
  </message>
  <message>
   <source>Select all text</source>
   <translation>选择全部文本</translation>
  </message>
  <message>
   <source>Select text first: drag with Shift held.</source>
   <translation>请先选择文本：按住 Shift 拖动。</translation>
  </message>
  <message>
   <source>The guest shows graphics, not text.</source>
   <translation>客户机显示的是图形，不是文本。</translation>
  </message>
 </context>
 <context>
  <name>Doctor</name>
  <message>
   <source>All is well: machines run here at full speed.</source>
   <translation>一切正常：虚拟机可在此全速运行。</translation>
  </message>
  <message>
   <source>All of this as text, for a question to somebody else</source>
   <translation>将以上全部内容作为文本，用于向他人提问</translation>
  </message>
  <message>
   <source>Command that mends it</source>
   <translation>修复命令</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>已复制</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>复制</translation>
  </message>
  <message>
   <source>Copy report</source>
   <translation>复制报告</translation>
  </message>
  <message>
   <source>Copy the command: {}</source>
   <translation>复制命令：{}</translation>
  </message>
  <message>
   <source>Doctor – VirtGUI</source>
   <translation>诊断 – VirtGUI</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>再次检查</translation>
  </message>
  <message>
   <source>Looking</source>
   <translation>正在检查</translation>
  </message>
  <message>
   <source>Looking at this host…</source>
   <translation>正在检查本主机…</translation>
  </message>
  <message>
   <source>Machines cannot run here yet. What is in the way comes first.</source>
   <translation>虚拟机还不能在此运行。妨碍运行的问题排在最前。</translation>
  </message>
  <message>
   <source>Machines run here. Some things could be better; they come first.</source>
   <translation>虚拟机可以在此运行。有些方面可以改进，排在最前。</translation>
  </message>
 </context>
 <context>
  <name>DownloadRow</name>
  <message>
   <source>Address of the image</source>
   <translation>映像的地址</translation>
  </message>
  <message>
   <source>Download</source>
   <translation>下载</translation>
  </message>
  <message>
   <source>It is in {0}.</source>
   <translation>它在 {0}。</translation>
  </message>
  <message>
   <source>Optional: its SHA-256 checksum, from the maker's page</source>
   <translation>可选：发布者页面上的 SHA-256 校验和</translation>
  </message>
  <message>
   <source>Progress of the download</source>
   <translation>下载进度</translation>
  </message>
  <message>
   <source>SHA-256 checksum</source>
   <translation>SHA-256 校验和</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Stopped. What has come is kept: it goes on from there.</source>
   <translation>已停止。已下载的部分会保留：之后从那里继续。</translation>
  </message>
  <message>
   <source>https://… the address of an ISO image</source>
   <translation>https://… ISO 映像的地址</translation>
  </message>
 </context>
 <context>
  <name>EmptyPage</name>
  <message>
   <source>A machine is a PC of its own in a window. It boots from a disk, CD or floppy image, or from a Linux kernel; its disks are ordinary files that stay yours.</source>
   <translation>虚拟机是窗口中一台独立的 PC。它从磁盘、CD 或软盘映像，或从 Linux 内核启动；其磁盘是普通文件，始终归您所有。</translation>
  </message>
  <message>
   <source>A small guest of our own that shows what a machine can do</source>
   <translation>我们自带的小客户机，展示虚拟机能做什么</translation>
  </message>
  <message>
   <source>Bring back Welcome</source>
   <translation>重新创建 Welcome</translation>
  </message>
  <message>
   <source>New machine…</source>
   <translation>新建虚拟机…</translation>
  </message>
  <message>
   <source>No machine matches “{}”</source>
   <translation>没有与“{}”匹配的虚拟机</translation>
  </message>
  <message>
   <source>No machines yet</source>
   <translation>还没有虚拟机</translation>
  </message>
  <message>
   <source>Show all machines</source>
   <translation>显示所有虚拟机</translation>
  </message>
  <message>
   <source>The search looks at names, notes, groups and states, for all of the words.</source>
   <translation>搜索会查看名称、备注、分组和状态，要求包含所有词。</translation>
  </message>
 </context>
 <context>
  <name>Engine</name>
  <message>
   <source>(line {0} of {1})</source>
   <translation>（{1} 的第 {0} 行）</translation>
  </message>
  <message>
   <source>A ROM of a PC has a multiple of {0} KiB, up to {1} MiB.</source>
   <translation>PC 的 ROM 大小是 {0} KiB 的倍数，最大 {1} MiB。</translation>
  </message>
  <message>
   <source>A channel cannot listen at {0}: {1}.</source>
   <translation>通道无法在 {0} 监听：{1}。</translation>
  </message>
  <message>
   <source>A container has the devices that it is given.</source>
   <translation>容器只有交给它的设备。</translation>
  </message>
  <message>
   <source>A directory, not a disk image</source>
   <translation>目录，不是磁盘映像</translation>
  </message>
  <message>
   <source>A disk cannot be flushed: {0}.</source>
   <translation>无法刷新磁盘：{0}。</translation>
  </message>
  <message>
   <source>A disk cannot have {0} bytes.</source>
   <translation>磁盘不能有 {0} 字节。</translation>
  </message>
  <message>
   <source>A disk of {0} can never fit on the filesystem of {1}, which has {2}.</source>
   <translation>{0} 的磁盘无法放进 {1} 所在的文件系统，它只有 {2}。</translation>
  </message>
  <message>
   <source>A guest of three instructions ended with exit reason {0}.</source>
   <translation>只有三条指令的客户机以退出原因 {0} 结束。</translation>
  </message>
  <message>
   <source>A guest that writes more than that is paused.</source>
   <translation>写入超过此量的客户机会被暂停。</translation>
  </message>
  <message>
   <source>A machine needs a directory of its own.</source>
   <translation>虚拟机需要自己的目录。</translation>
  </message>
  <message>
   <source>A revert of {0} was interrupted and cannot be finished: {1}.</source>
   <translation>{0} 的恢复被中断，无法完成：{1}。</translation>
  </message>
  <message>
   <source>A slot may only move or change its flags; to change size or host address, remove it first (size 0).</source>
   <translation>槽只能移动或更改标志；要更改大小或主机地址，请先移除它（大小为 0）。</translation>
  </message>
  <message>
   <source>A snapshot is being taken.</source>
   <translation>正在创建快照。</translation>
  </message>
  <message>
   <source>A snapshot is being taken; cancel it with x-virtgui-snapshot-cancel, or wait</source>
   <translation>正在创建快照；请用 x-virtgui-snapshot-cancel 取消，或等待</translation>
  </message>
  <message>
   <source>A text is being typed; cancel it with x-virtgui-type-cancel, or wait</source>
   <translation>正在输入文本；请用 x-virtgui-type-cancel 取消，或等待</translation>
  </message>
  <message>
   <source>A vCPU cannot be pinned to host CPU {0}: this process may use {1}.</source>
   <translation>无法将虚拟 CPU 固定到主机 CPU {0}：此进程可使用 {1}。</translation>
  </message>
  <message>
   <source>Address already in use</source>
   <translation>地址已被占用</translation>
  </message>
  <message>
   <source>An empty file</source>
   <translation>空文件</translation>
  </message>
  <message>
   <source>An operating system</source>
   <translation>某个操作系统</translation>
  </message>
  <message>
   <source>Another machine or program uses it: name another interface.</source>
   <translation>另一台虚拟机或程序正在使用它：请指定其他接口。</translation>
  </message>
  <message>
   <source>Ask capability() first, or use a newer kernel.</source>
   <translation>请先询问 capability()，或使用更新的内核。</translation>
  </message>
  <message>
   <source>Attach it read-only, or copy it to a filesystem that can be written.</source>
   <translation>请以只读方式连接，或将其复制到可写入的文件系统。</translation>
  </message>
  <message>
   <source>Attach it, and start the machine again.</source>
   <translation>请连接它，然后重新启动虚拟机。</translation>
  </message>
  <message>
   <source>Bad file descriptor</source>
   <translation>文件描述符无效</translation>
  </message>
  <message>
   <source>Begin with "host", then -NAME or +NAME: "host,-avx512f".</source>
   <translation>请以 "host" 开头，然后是 -名称 或 +名称："host,-avx512f"。</translation>
  </message>
  <message>
   <source>Blank disk, {0}</source>
   <translation>空白磁盘，{0}</translation>
  </message>
  <message>
   <source>Boot sector</source>
   <translation>引导扇区</translation>
  </message>
  <message>
   <source>Boot sector and what it loads, {0}</source>
   <translation>引导扇区及其加载的内容，{0}</translation>
  </message>
  <message>
   <source>Bootable floppy, {0}</source>
   <translation>可启动的软盘，{0}</translation>
  </message>
  <message>
   <source>Bootable {0}{1}, {2}</source>
   <translation>可启动的 {0}{1}，{2}</translation>
  </message>
  <message>
   <source>Broken pipe</source>
   <translation>管道已断开</translation>
  </message>
  <message>
   <source>Btrfs and XFS can, within one filesystem.</source>
   <translation>Btrfs 和 XFS 可以，但须在同一文件系统内。</translation>
  </message>
  <message>
   <source>Build it again.</source>
   <translation>请重新构建它。</translation>
  </message>
  <message>
   <source>COM{0} cannot lead to {1}: {2}.</source>
   <translation>COM{0} 无法通向 {1}：{2}。</translation>
  </message>
  <message>
   <source>COM{0} is no port of the running machine.</source>
   <translation>COM{0} 不是运行中虚拟机的端口。</translation>
  </message>
  <message>
   <source>CPU</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>Call create_irqchip first.</source>
   <translation>请先调用 create_irqchip。</translation>
  </message>
  <message>
   <source>Cannot allocate memory</source>
   <translation>无法分配内存</translation>
  </message>
  <message>
   <source>Change its permissions, or attach it read-only if it may only be read.</source>
   <translation>请更改其权限；如果只能读取，请以只读方式连接。</translation>
  </message>
  <message>
   <source>Check its permissions.</source>
   <translation>请检查其权限。</translation>
  </message>
  <message>
   <source>Check the address.</source>
   <translation>请检查地址。</translation>
  </message>
  <message>
   <source>Check the disk.</source>
   <translation>请检查磁盘。</translation>
  </message>
  <message>
   <source>Choose a bzImage, an ELF kernel with a PVH entry, or a multiboot kernel.</source>
   <translation>请选择 bzImage、带有 PVH 入口的 ELF 内核，或 Multiboot 内核。</translation>
  </message>
  <message>
   <source>Choose a bzImage, or build the kernel with CONFIG_PVH.</source>
   <translation>请选择 bzImage，或用 CONFIG_PVH 构建内核。</translation>
  </message>
  <message>
   <source>Choose a disk image instead.</source>
   <translation>请改选磁盘映像。</translation>
  </message>
  <message>
   <source>Choose a disk image, not a text.</source>
   <translation>请选择磁盘映像，而不是文本。</translation>
  </message>
  <message>
   <source>Choose a disk image.</source>
   <translation>请选择磁盘映像。</translation>
  </message>
  <message>
   <source>Choose a file in it.</source>
   <translation>请选择其中的文件。</translation>
  </message>
  <message>
   <source>Choose a file.</source>
   <translation>请选择一个文件。</translation>
  </message>
  <message>
   <source>Choose a kernel for x86.</source>
   <translation>请选择用于 x86 的内核。</translation>
  </message>
  <message>
   <source>Choose a kernel with a bzImage header.</source>
   <translation>请选择带有 bzImage 头的内核。</translation>
  </message>
  <message>
   <source>Choose a kernel.</source>
   <translation>请选择一个内核。</translation>
  </message>
  <message>
   <source>Choose a kernel; a disk image is attached as a disk.</source>
   <translation>请选择一个内核；磁盘映像应作为磁盘连接。</translation>
  </message>
  <message>
   <source>Choose a number.</source>
   <translation>请选择数量。</translation>
  </message>
  <message>
   <source>Choose a shorter name.</source>
   <translation>请选择更短的名称。</translation>
  </message>
  <message>
   <source>Choose a size.</source>
   <translation>请选择大小。</translation>
  </message>
  <message>
   <source>Choose another file, or build it again.</source>
   <translation>请选择其他文件，或重新构建它。</translation>
  </message>
  <message>
   <source>Choose another file.</source>
   <translation>请选择其他文件。</translation>
  </message>
  <message>
   <source>Choose another kernel.</source>
   <translation>请选择其他内核。</translation>
  </message>
  <message>
   <source>Choose another name, or attach it as it is.</source>
   <translation>请选择其他名称，或按原样连接它。</translation>
  </message>
  <message>
   <source>Choose another name, or delete that one.</source>
   <translation>请选择其他名称，或删除那个快照。</translation>
  </message>
  <message>
   <source>Choose another name, or remove it.</source>
   <translation>请选择其他名称，或将其移除。</translation>
  </message>
  <message>
   <source>Choose another name.</source>
   <translation>请选择其他名称。</translation>
  </message>
  <message>
   <source>Choose another number.</source>
   <translation>请选择其他编号。</translation>
  </message>
  <message>
   <source>Choose another path for it.</source>
   <translation>请为它选择其他路径。</translation>
  </message>
  <message>
   <source>Choose another place for it, or let it lead to the console only.</source>
   <translation>请为它选择其他位置，或让它只通向控制台。</translation>
  </message>
  <message>
   <source>Choose another place.</source>
   <translation>请选择其他位置。</translation>
  </message>
  <message>
   <source>Compressed file ({0}), {1}</source>
   <translation>压缩文件（{0}），{1}</translation>
  </message>
  <message>
   <source>Connection refused</source>
   <translation>连接被拒绝</translation>
  </message>
  <message>
   <source>Connection reset by peer</source>
   <translation>连接被对方重置</translation>
  </message>
  <message>
   <source>Connection timed out</source>
   <translation>连接超时</translation>
  </message>
  <message>
   <source>Convert it: qemu-img convert -O raw OLD NEW</source>
   <translation>请转换它：qemu-img convert -O raw 旧 新</translation>
  </message>
  <message>
   <source>Convert it: qemu-img convert -O raw OLD NEW.img</source>
   <translation>请转换它：qemu-img convert -O raw 旧 新.img</translation>
  </message>
  <message>
   <source>Convert it: qemu-img convert -O raw OLD.qcow2 NEW.img</source>
   <translation>请转换它：qemu-img convert -O raw 旧.qcow2 新.img</translation>
  </message>
  <message>
   <source>Copy it again.</source>
   <translation>请重新复制。</translation>
  </message>
  <message>
   <source>Copy the archive again.</source>
   <translation>请重新复制归档。</translation>
  </message>
  <message>
   <source>Copying {0}</source>
   <translation>正在复制 {0}</translation>
  </message>
  <message>
   <source>Correct cpu_pinning.</source>
   <translation>请更正 cpu_pinning。</translation>
  </message>
  <message>
   <source>Correct it in machine.toml.</source>
   <translation>请在 machine.toml 中更正。</translation>
  </message>
  <message>
   <source>Correct it.</source>
   <translation>请更正。</translation>
  </message>
  <message>
   <source>Correct the line, or restore the file.</source>
   <translation>请更正该行，或恢复该文件。</translation>
  </message>
  <message>
   <source>Correct the machine's disks first.</source>
   <translation>请先修正虚拟机的磁盘。</translation>
  </message>
  <message>
   <source>Correct uuid in machine.toml: uuidgen prints one.</source>
   <translation>请更正 machine.toml 中的 uuid：uuidgen 可生成一个。</translation>
  </message>
  <message>
   <source>Create it, or choose another place.</source>
   <translation>请创建它，或选择其他位置。</translation>
  </message>
  <message>
   <source>Create the interrupt chips before the first vCPU.</source>
   <translation>请在第一个虚拟 CPU 之前创建中断芯片。</translation>
  </message>
  <message>
   <source>Delete it and create it anew with a size, or choose another file.</source>
   <translation>请删除它并以指定大小重新创建，或选择其他文件。</translation>
  </message>
  <message>
   <source>Delete it.</source>
   <translation>请删除它。</translation>
  </message>
  <message>
   <source>Delete machines or other files, or set XDG_DATA_HOME to a larger disk.</source>
   <translation>请删除虚拟机或其他文件，或将 XDG_DATA_HOME 设到更大的磁盘。</translation>
  </message>
  <message>
   <source>Delete or rename it first.</source>
   <translation>请先将其删除或重命名。</translation>
  </message>
  <message>
   <source>Delete them by hand.</source>
   <translation>请手动删除它们。</translation>
  </message>
  <message>
   <source>Detach it, or attach it read-only.</source>
   <translation>请断开它，或以只读方式连接。</translation>
  </message>
  <message>
   <source>Device '{0}' is not removable.</source>
   <translation>设备 '{0}' 不可移除。</translation>
  </message>
  <message>
   <source>Device '{0}' keeps its size while the machine runs.</source>
   <translation>设备 '{0}' 的大小在虚拟机运行期间不变。</translation>
  </message>
  <message>
   <source>Device '{0}' not found</source>
   <translation>没有设备 '{0}'</translation>
  </message>
  <message>
   <source>Device '{0}' {1}, wait for tray to open and try again.</source>
   <translation>设备 '{0}' {1}，请等托盘打开后重试。</translation>
  </message>
  <message>
   <source>Device or resource busy</source>
   <translation>设备或资源正忙</translation>
  </message>
  <message>
   <source>Did you mean {0}? {1}</source>
   <translation>您是指 {0} 吗？{1}</translation>
  </message>
  <message>
   <source>Directory not empty</source>
   <translation>目录非空</translation>
  </message>
  <message>
   <source>Disk quota exceeded</source>
   <translation>超出磁盘配额</translation>
  </message>
  <message>
   <source>Disk with a GPT, {0}</source>
   <translation>使用 GPT 的磁盘，{0}</translation>
  </message>
  <message>
   <source>Disk with {0}, none active, {1}</source>
   <translation>有 {0}的磁盘，没有活动分区，{1}</translation>
  </message>
  <message>
   <source>Disk with {0}, {1}</source>
   <translation>有 {0}的磁盘，{1}</translation>
  </message>
  <message>
   <source>Disk without partitions (FAT), {0}</source>
   <translation>没有分区的磁盘（FAT），{0}</translation>
  </message>
  <message>
   <source>Disk without partitions (ext2/3/4), {0}</source>
   <translation>没有分区的磁盘（ext2/3/4），{0}</translation>
  </message>
  <message>
   <source>Disks on virtio can grow.</source>
   <translation>virtio 上的磁盘可以增大。</translation>
  </message>
  <message>
   <source>Do not trust it.</source>
   <translation>请不要信任它。</translation>
  </message>
  <message>
   <source>Do not use a machine or vCPU after close().</source>
   <translation>close() 之后请不要再使用虚拟机或虚拟 CPU。</translation>
  </message>
  <message>
   <source>Do not use it. Compare address and checksum with those on the maker's page.</source>
   <translation>请不要使用它。请将地址和校验和与发布者网页上的比较。</translation>
  </message>
  <message>
   <source>Expected `int` &lt;= {0}</source>
   <translation>应为 &lt;= {0} 的 `int`</translation>
  </message>
  <message>
   <source>Expected `int` &gt;= {0}</source>
   <translation>应为 &gt;= {0} 的 `int`</translation>
  </message>
  <message>
   <source>Expected `{0}`, got `{1}`</source>
   <translation>应为 `{0}`，实际为 `{1}`</translation>
  </message>
  <message>
   <source>Fetching {0}</source>
   <translation>正在下载 {0}</translation>
  </message>
  <message>
   <source>File exists</source>
   <translation>文件已存在</translation>
  </message>
  <message>
   <source>File name too long</source>
   <translation>文件名过长</translation>
  </message>
  <message>
   <source>File too large</source>
   <translation>文件过大</translation>
  </message>
  <message>
   <source>Floppy without a boot sector, {0}</source>
   <translation>没有引导扇区的软盘，{0}</translation>
  </message>
  <message>
   <source>Flushing disks</source>
   <translation>正在刷新磁盘</translation>
  </message>
  <message>
   <source>Free some space and try again.</source>
   <translation>请腾出一些空间，然后重试。</translation>
  </message>
  <message>
   <source>Free some space first.</source>
   <translation>请先腾出一些空间。</translation>
  </message>
  <message>
   <source>Free some space, check permissions, and start it again.</source>
   <translation>请腾出一些空间，检查权限，然后重新启动它。</translation>
  </message>
  <message>
   <source>Free some space, check permissions, and try again.</source>
   <translation>请腾出一些空间，检查权限，然后重试。</translation>
  </message>
  <message>
   <source>Free some space, or put it elsewhere.</source>
   <translation>请腾出一些空间，或放到其他位置。</translation>
  </message>
  <message>
   <source>Free some space, or use the file where it is.</source>
   <translation>请腾出一些空间，或直接使用该文件。</translation>
  </message>
  <message>
   <source>Free some space.</source>
   <translation>请腾出一些空间。</translation>
  </message>
  <message>
   <source>Give each another name of up to 64 letters, digits and . _ -, as org.qemu.guest_agent.0.</source>
   <translation>请各取不同的名称，最多 64 个字母、数字和 . _ -，例如 org.qemu.guest_agent.0。</translation>
  </message>
  <message>
   <source>Give it a path.</source>
   <translation>请给出路径。</translation>
  </message>
  <message>
   <source>Give it less: memory_mib in machine.toml, or Memory in its settings.</source>
   <translation>请减少它的内存：machine.toml 中的 memory_mib，或其设置中的“内存”。</translation>
  </message>
  <message>
   <source>Give it more memory.</source>
   <translation>请给它更多内存。</translation>
  </message>
  <message>
   <source>Give its socket a path.</source>
   <translation>请为其套接字给出路径。</translation>
  </message>
  <message>
   <source>Give the machine fewer vCPUs.</source>
   <translation>请减少虚拟机的虚拟 CPU。</translation>
  </message>
  <message>
   <source>Give the machine less memory, or stop others.</source>
   <translation>请减少虚拟机的内存，或停止其他虚拟机。</translation>
  </message>
  <message>
   <source>Give the number of a host CPU for each, or leave it out.</source>
   <translation>请为每个 CPU 给出一个主机 CPU 的编号，或省略它。</translation>
  </message>
  <message>
   <source>Hyper-V disk (VHDX)</source>
   <translation>Hyper-V 磁盘（VHDX）</translation>
  </message>
  <message>
   <source>If this host is busy, try again later.</source>
   <translation>如果本主机正忙，请稍后重试。</translation>
  </message>
  <message>
   <source>Input/output error</source>
   <translation>输入/输出错误</translation>
  </message>
  <message>
   <source>Install SeaBIOS again.</source>
   <translation>请重新安装 SeaBIOS。</translation>
  </message>
  <message>
   <source>Install VirtGUI again.</source>
   <translation>请重新安装 VirtGUI。</translation>
  </message>
  <message>
   <source>Install VirtGUI's dependencies again.</source>
   <translation>请重新安装 VirtGUI 的依赖项。</translation>
  </message>
  <message>
   <source>Install it (Debian, Ubuntu, Fedora: the package passt), or choose another backend.</source>
   <translation>请安装它（Debian、Ubuntu、Fedora：软件包 passt），或选择其他后端。</translation>
  </message>
  <message>
   <source>Install it: apt-get install seabios (Debian, Ubuntu), dnf install seabios-bin seavgabios-bin (Fedora); or set firmware = "builtin".</source>
   <translation>请安装：apt-get install seabios（Debian、Ubuntu），dnf install seabios-bin seavgabios-bin（Fedora）；或设置 firmware = "builtin"。</translation>
  </message>
  <message>
   <source>Install it: pip install --force-reinstall --only-binary :all: unicorn=={0}</source>
   <translation>请安装：pip install --force-reinstall --only-binary :all: unicorn=={0}</translation>
  </message>
  <message>
   <source>Install the known one.</source>
   <translation>请安装已知的版本。</translation>
  </message>
  <message>
   <source>Install them (Debian's packages: {0}).</source>
   <translation>请安装它们（Debian 的软件包：{0}）。</translation>
  </message>
  <message>
   <source>Intel VT-x</source>
   <translation>Intel VT-x</translation>
  </message>
  <message>
   <source>Invalid argument</source>
   <translation>参数无效</translation>
  </message>
  <message>
   <source>Invalid arguments: {0}</source>
   <translation>参数无效：{0}</translation>
  </message>
  <message>
   <source>Invalid cross-device link</source>
   <translation>跨设备链接无效</translation>
  </message>
  <message>
   <source>Invalid enum value {0}</source>
   <translation>取值 {0} 无效</translation>
  </message>
  <message>
   <source>Invalid parameter '{0}'</source>
   <translation>参数 '{0}' 无效</translation>
  </message>
  <message>
   <source>Is a directory</source>
   <translation>是一个目录</translation>
  </message>
  <message>
   <source>Is it hung?</source>
   <translation>它是否挂起了？</translation>
  </message>
  <message>
   <source>Is it still running?</source>
   <translation>它还在运行吗？</translation>
  </message>
  <message>
   <source>It begins with https:// or http://.</source>
   <translation>网址以 https:// 或 http:// 开头。</translation>
  </message>
  <message>
   <source>It goes on when the machine is started, or its snapshots are listed.</source>
   <translation>启动虚拟机或列出其快照时会继续。</translation>
  </message>
  <message>
   <source>It has 64 digits from 0 to 9 and a to f.</source>
   <translation>它有 64 位，由 0 到 9 和 a 到 f 组成。</translation>
  </message>
  <message>
   <source>It is not a tap interface, or no name for one: name another.</source>
   <translation>它不是 tap 接口，或名称不能用于 tap 接口：请指定其他接口。</translation>
  </message>
  <message>
   <source>It is the software CPU, for hosts without a usable /dev/kvm.</source>
   <translation>它是软件 CPU，用于没有可用 /dev/kvm 的主机。</translation>
  </message>
  <message>
   <source>It makes /dev/kvm. {0}</source>
   <translation>它提供 /dev/kvm。{0}</translation>
  </message>
  <message>
   <source>Its screen and registers are kept. Reset it to start again, or power it off.</source>
   <translation>其屏幕和寄存器已保留。请复位以重新开始，或将其关机。</translation>
  </message>
  <message>
   <source>Its screen is kept, its registers are not: AMD-V forgets them when that happens, and what is shown is the CPU after INIT. Set accel = "soft" to see them. Reset it to start again, or power it off.</source>
   <translation>其屏幕已保留，寄存器则没有：发生这种情况时 AMD-V 会丢弃它们，所显示的是 INIT 之后的 CPU。要看到它们，请设置 accel = "soft"。请复位以重新开始，或将其关机。</translation>
  </message>
  <message>
   <source>Join the group kvm: sudo usermod -aG kvm $USER, then log out and in again. Inside a container, give its user access to the device.</source>
   <translation>请加入 kvm 组：sudo usermod -aG kvm $USER，然后注销并重新登录。在容器中，请让其用户能访问该设备。</translation>
  </message>
  <message>
   <source>KVM</source>
   <translation>KVM</translation>
  </message>
  <message>
   <source>KVM cannot be used here: {0}</source>
   <translation>无法在此使用 KVM：{0}</translation>
  </message>
  <message>
   <source>KVM inside it needs nested virtualisation.</source>
   <translation>其中的 KVM 需要嵌套虚拟化。</translation>
  </message>
  <message>
   <source>KVM met an instruction that it cannot emulate.</source>
   <translation>KVM 遇到了它无法模拟的指令。</translation>
  </message>
  <message>
   <source>KVM on this host cannot give a guest {0}.</source>
   <translation>本主机的 KVM 无法给客户机 {0}。</translation>
  </message>
  <message>
   <source>KVM on this host lacks {0}.</source>
   <translation>本主机的 KVM 缺少 {0}。</translation>
  </message>
  <message>
   <source>KVM stopped for a reason this engine does not know: {0}.</source>
   <translation>KVM 因此引擎不认识的原因停止：{0}。</translation>
  </message>
  <message>
   <source>KVM stopped with internal error {0}.</source>
   <translation>KVM 因内部错误 {0} 停止。</translation>
  </message>
  <message>
   <source>KVM works in WSL 2 where nested virtualisation is on.</source>
   <translation>打开嵌套虚拟化后，KVM 可在 WSL 2 中工作。</translation>
  </message>
  <message>
   <source>Keep the memory behind a slot mapped for as long as the slot exists.</source>
   <translation>只要槽存在，就请保持其背后的内存映射。</translation>
  </message>
  <message>
   <source>Kernel for {0} (PVH), {1}</source>
   <translation>用于 {0} 的内核（PVH），{1}</translation>
  </message>
  <message>
   <source>Leave forward out.</source>
   <translation>请省略 forward。</translation>
  </message>
  <message>
   <source>Linux kernel {0}, {1}</source>
   <translation>Linux 内核 {0}，{1}</translation>
  </message>
  <message>
   <source>Linux kernel, {0}</source>
   <translation>Linux 内核，{0}</translation>
  </message>
  <message>
   <source>Load it. If it refuses, virtualisation is switched off in the firmware setup; dmesg says so.</source>
   <translation>请加载它。如果被拒绝，说明固件设置中关闭了虚拟化；dmesg 会指出。</translation>
  </message>
  <message>
   <source>Load the kernel's module tun (modprobe tun), and see that you may read and write the device.</source>
   <translation>请加载内核模块 tun（modprobe tun），并确保您可以读写该设备。</translation>
  </message>
  <message>
   <source>Load the module: sudo modprobe kvm_intel (Intel) or kvm_amd (AMD). If that fails, switch on virtualisation (VT-x, or SVM) in the firmware setup. Inside a container, pass the device in (--device /dev/kvm); inside a virtual machine, switch on nested virtualisation on its host.</source>
   <translation>请加载模块：sudo modprobe kvm_intel（Intel）或 kvm_amd（AMD）。如果失败，请在固件设置中打开虚拟化（VT-x 或 SVM）。在容器中，请将设备传入（--device /dev/kvm）；在虚拟机中，请在其主机上打开嵌套虚拟化。</translation>
  </message>
  <message>
   <source>Look at its screen and log; then reset it.</source>
   <translation>请查看其屏幕和日志，然后复位。</translation>
  </message>
  <message>
   <source>Look into the desktop's trash.</source>
   <translation>请查看桌面的回收站。</translation>
  </message>
  <message>
   <source>Machines are kept there.</source>
   <translation>虚拟机保存在那里。</translation>
  </message>
  <message>
   <source>Machines run on the software CPU instead: everything works, slower.</source>
   <translation>虚拟机改用软件 CPU 运行：一切可用，只是较慢。</translation>
  </message>
  <message>
   <source>Machines run without KVM too, but the software CPU is slower with it.</source>
   <translation>没有 KVM 虚拟机也能运行，但用它时软件 CPU 较慢。</translation>
  </message>
  <message>
   <source>Machines will be swapped out.</source>
   <translation>虚拟机会被换出到磁盘。</translation>
  </message>
  <message>
   <source>Make it once, for your user: sudo ip tuntap add dev {0} mode tap user $USER</source>
   <translation>请为您的用户创建一次：sudo ip tuntap add dev {0} mode tap user $USER</translation>
  </message>
  <message>
   <source>Make it smaller, or put it elsewhere.</source>
   <translation>请将其减小，或放到其他位置。</translation>
  </message>
  <message>
   <source>Make it yours, or set XDG_DATA_HOME to another directory.</source>
   <translation>请将其归您所有，或将 XDG_DATA_HOME 设为其他目录。</translation>
  </message>
  <message>
   <source>Multiboot {0} kernel for {1}, {2}</source>
   <translation>用于 {1} 的 Multiboot {0} 内核，{2}</translation>
  </message>
  <message>
   <source>Multiboot {0} kernel, {1}</source>
   <translation>Multiboot {0} 内核，{1}</translation>
  </message>
  <message>
   <source>Name another interface.</source>
   <translation>请指定其他接口。</translation>
  </message>
  <message>
   <source>Name the interface for backend "tap" (up to 15 characters, as "tap0"), and for no other.</source>
   <translation>请为后端 "tap" 指定接口（最多 15 个字符，例如 "tap0"），其他后端则不要指定。</translation>
  </message>
  <message>
   <source>Neither a file nor a block device</source>
   <translation>既不是文件也不是块设备</translation>
  </message>
  <message>
   <source>Network is unreachable</source>
   <translation>网络不可达</translation>
  </message>
  <message>
   <source>No balloon device has been activated</source>
   <translation>没有启用 balloon 设备</translation>
  </message>
  <message>
   <source>No route to host</source>
   <translation>没有到主机的路由</translation>
  </message>
  <message>
   <source>No space left on device</source>
   <translation>设备上没有剩余空间</translation>
  </message>
  <message>
   <source>No such device</source>
   <translation>没有该设备</translation>
  </message>
  <message>
   <source>No such device or address</source>
   <translation>没有该设备或地址</translation>
  </message>
  <message>
   <source>No such file or directory</source>
   <translation>没有该文件或目录</translation>
  </message>
  <message>
   <source>Not a directory</source>
   <translation>不是目录</translation>
  </message>
  <message>
   <source>Not everything could be put back: {0}.</source>
   <translation>未能全部还原：{0}。</translation>
  </message>
  <message>
   <source>Nothing was deleted. Delete it for good instead, or make room for the trash on its filesystem.</source>
   <translation>什么都没有删除。请改为彻底删除，或在其文件系统上为回收站腾出空间。</translation>
  </message>
  <message>
   <source>Object missing required field `{0}`</source>
   <translation>缺少必需的键 `{0}`</translation>
  </message>
  <message>
   <source>On this machine's host, switch on nested virtualisation for it (kvm_intel or kvm_amd: nested=1).</source>
   <translation>请在这台机器的主机上为它打开嵌套虚拟化（kvm_intel 或 kvm_amd：nested=1）。</translation>
  </message>
  <message>
   <source>On this machine's host, switch on nested virtualisation for it.</source>
   <translation>请在这台机器的主机上为它打开嵌套虚拟化。</translation>
  </message>
  <message>
   <source>Only image files that can be written can.</source>
   <translation>只有可写入的映像文件才能增大。</translation>
  </message>
  <message>
   <source>Only {0} are free at {1}: the guest will be paused if its disk of {2} fills up.</source>
   <translation>{1} 只有 {0} 可用：如果 {2} 的磁盘写满，客户机会被暂停。</translation>
  </message>
  <message>
   <source>Open it, or stop it first.</source>
   <translation>请打开它，或先停止它。</translation>
  </message>
  <message>
   <source>Operation not permitted</source>
   <translation>操作不允许</translation>
  </message>
  <message>
   <source>Operation not supported</source>
   <translation>不支持该操作</translation>
  </message>
  <message>
   <source>Packing {0}</source>
   <translation>正在打包 {0}</translation>
  </message>
  <message>
   <source>Parameter 'device' is missing</source>
   <translation>缺少参数 'device'</translation>
  </message>
  <message>
   <source>Parameter 'target' expects a size of at least 1 MiB</source>
   <translation>参数 'target' 至少应为 1 MiB</translation>
  </message>
  <message>
   <source>Permission denied</source>
   <translation>权限不足</translation>
  </message>
  <message>
   <source>Power it off first, or clone a snapshot of it.</source>
   <translation>请先将其关机，或克隆它的快照。</translation>
  </message>
  <message>
   <source>Power it off first.</source>
   <translation>请先将其关机。</translation>
  </message>
  <message>
   <source>Powered off by a person or program on this host.</source>
   <translation>被本主机上的人或程序关机。</translation>
  </message>
  <message>
   <source>Program for {0} (ELF), {1}, not a kernel that can be started directly</source>
   <translation>用于 {0} 的程序（ELF），{1}，不是可以直接启动的内核</translation>
  </message>
  <message>
   <source>Put it back where it was.</source>
   <translation>请将其放回原处。</translation>
  </message>
  <message>
   <source>Put it back, or name another file in machine.toml.</source>
   <translation>请将其放回，或在 machine.toml 中指定其他文件。</translation>
  </message>
  <message>
   <source>Put nestedVirtualization=true under [wsl2] in %UserProfile%\.wslconfig, then run wsl --shutdown in Windows.</source>
   <translation>请在 %UserProfile%\.wslconfig 的 [wsl2] 下写入 nestedVirtualization=true，然后在 Windows 中运行 wsl --shutdown。</translation>
  </message>
  <message>
   <source>PySide6 is not installed</source>
   <translation>未安装 PySide6</translation>
  </message>
  <message>
   <source>QEMU disk (qcow2), {0}: not supported yet</source>
   <translation>QEMU 磁盘（qcow2），{0}：尚不支持</translation>
  </message>
  <message>
   <source>Qt draws on Wayland</source>
   <translation>Qt 在 Wayland 上绘制</translation>
  </message>
  <message>
   <source>Qt draws on X11</source>
   <translation>Qt 在 X11 上绘制</translation>
  </message>
  <message>
   <source>Qt draws on the platform {0} (QT_QPA_PLATFORM)</source>
   <translation>Qt 在平台 {0} 上绘制（QT_QPA_PLATFORM）</translation>
  </message>
  <message>
   <source>Qt loads them when it opens a window.</source>
   <translation>Qt 打开窗口时加载它们。</translation>
  </message>
  <message>
   <source>Raise the limit: ulimit -n 4096.</source>
   <translation>请提高限制：ulimit -n 4096。</translation>
  </message>
  <message>
   <source>Read it with: sudo dmesg | tail.</source>
   <translation>请查看：sudo dmesg | tail。</translation>
  </message>
  <message>
   <source>Read them first and change only what is meant.</source>
   <translation>请先读取它们，只更改需要的部分。</translation>
  </message>
  <message>
   <source>Read-only file system</source>
   <translation>文件系统是只读的</translation>
  </message>
  <message>
   <source>Remove it, or correct its name.</source>
   <translation>请移除它，或更正其名称。</translation>
  </message>
  <message>
   <source>Remove it, or set XDG_RUNTIME_DIR to a directory of your own.</source>
   <translation>请移除它，或将 XDG_RUNTIME_DIR 设为您自己的目录。</translation>
  </message>
  <message>
   <source>Remove it.</source>
   <translation>请移除它。</translation>
  </message>
  <message>
   <source>Remove one, or put it on another bus.</source>
   <translation>请移除一个，或放到其他总线上。</translation>
  </message>
  <message>
   <source>Remove one.</source>
   <translation>请移除一个。</translation>
  </message>
  <message>
   <source>Remove some.</source>
   <translation>请移除一些。</translation>
  </message>
  <message>
   <source>Remove the other slot first (size 0), or choose another range.</source>
   <translation>请先移除另一个槽（大小为 0），或选择其他范围。</translation>
  </message>
  <message>
   <source>Reset it, or power it off and look at its registers.</source>
   <translation>请将其复位，或将其关机并查看其寄存器。</translation>
  </message>
  <message>
   <source>Resource temporarily unavailable</source>
   <translation>资源暂时不可用</translation>
  </message>
  <message>
   <source>Restore the file.</source>
   <translation>请恢复该文件。</translation>
  </message>
  <message>
   <source>Run it in a desktop session, or watch it with a VNC viewer on port 5900:</source>
   <translation>请在桌面会话中运行，或用 VNC 查看器在端口 5900 观看：</translation>
  </message>
  <message>
   <source>Run: vgctl doctor ({0})</source>
   <translation>请运行：vgctl doctor（{0}）</translation>
  </message>
  <message>
   <source>Running machines keep their sockets there.</source>
   <translation>运行中的虚拟机将套接字放在那里。</translation>
  </message>
  <message>
   <source>SeaBIOS is not installed (looked in {0}).</source>
   <translation>未安装 SeaBIOS（已查找 {0}）。</translation>
  </message>
  <message>
   <source>See its log.</source>
   <translation>请查看其日志。</translation>
  </message>
  <message>
   <source>See that you may read and write {0}.</source>
   <translation>请确保您可以读写 {0}。</translation>
  </message>
  <message>
   <source>See the host's log.</source>
   <translation>请查看主机的日志。</translation>
  </message>
  <message>
   <source>See: vgctl list</source>
   <translation>请查看：vgctl list</translation>
  </message>
  <message>
   <source>See: vgctl snapshot {0} list</source>
   <translation>请查看：vgctl snapshot {0} list</translation>
  </message>
  <message>
   <source>Set XDG_RUNTIME_DIR to a directory of your own.</source>
   <translation>请将 XDG_RUNTIME_DIR 设为您自己的目录。</translation>
  </message>
  <message>
   <source>Set XDG_RUNTIME_DIR to a directory with a shorter name.</source>
   <translation>请将 XDG_RUNTIME_DIR 设为名称更短的目录。</translation>
  </message>
  <message>
   <source>Set accel = "soft" to go round KVM. Where a usual system does this, it is a fault of VirtGUI: report it.</source>
   <translation>请设置 accel = "soft" 以绕过 KVM。如果是常见系统出现此情况，就是 VirtGUI 的错误：请报告。</translation>
  </message>
  <message>
   <source>Set cpu = "host,{0}" for this machine, so that the guest does without it; or set accel = "soft".</source>
   <translation>请为此虚拟机设置 cpu = "host,{0}"，让客户机不使用它；或设置 accel = "soft"。</translation>
  </message>
  <message>
   <source>Set the slot with MEM_LOG_DIRTY_PAGES.</source>
   <translation>请用 MEM_LOG_DIRTY_PAGES 设置该槽。</translation>
  </message>
  <message>
   <source>Set vcpus to 1, or accel to "kvm" on a host that has it.</source>
   <translation>请将 vcpus 设为 1，或在有 KVM 的主机上将 accel 设为 "kvm"。</translation>
  </message>
  <message>
   <source>Shorten it.</source>
   <translation>请缩短它。</translation>
  </message>
  <message>
   <source>Shorten its command line.</source>
   <translation>请缩短其命令行。</translation>
  </message>
  <message>
   <source>Shut it down first.</source>
   <translation>请先将其关机。</translation>
  </message>
  <message>
   <source>Shut the machine down, and start it again.</source>
   <translation>请将虚拟机关机，然后重新启动。</translation>
  </message>
  <message>
   <source>Something else is being done with the snapshots of {0}.</source>
   <translation>{0} 的快照正在进行其他操作。</translation>
  </message>
  <message>
   <source>Start from supported_cpuid(), and set it before the first run.</source>
   <translation>请从 supported_cpuid() 开始，并在首次运行前设置。</translation>
  </message>
  <message>
   <source>Start it from a boot loader on a disk.</source>
   <translation>请用磁盘上的引导加载程序启动它。</translation>
  </message>
  <message>
   <source>Start it with --device /dev/kvm, and its user in the device's group.</source>
   <translation>请用 --device /dev/kvm 启动它，并将其用户加入该设备的组。</translation>
  </message>
  <message>
   <source>Stop its virtual machines (or unload its modules: sudo modprobe -r vboxnetadp vboxnetflt vboxdrv), then try again.</source>
   <translation>请停止它的虚拟机（或卸载其模块：sudo modprobe -r vboxnetadp vboxnetflt vboxdrv），然后重试。</translation>
  </message>
  <message>
   <source>Stop machines or close programs.</source>
   <translation>请停止一些虚拟机或关闭程序。</translation>
  </message>
  <message>
   <source>Stop other virtual machines or close programs, then try again.</source>
   <translation>请停止其他虚拟机或关闭程序，然后重试。</translation>
  </message>
  <message>
   <source>Stop that machine first, or give this one a disk of its own (several may share it only if all attach it read-only).</source>
   <translation>请先停止那台虚拟机，或给这台虚拟机自己的磁盘（只有都以只读方式连接时才能共用）。</translation>
  </message>
  <message>
   <source>Stop that machine first, or give this one a disk of its own.</source>
   <translation>请先停止那台虚拟机，或给这台虚拟机自己的磁盘。</translation>
  </message>
  <message>
   <source>Switch on VT-x or SVM in the firmware setup (often under CPU, Advanced or Overclocking).</source>
   <translation>请在固件设置中打开 VT-x 或 SVM（通常在 CPU、Advanced 或 Overclocking 下）。</translation>
  </message>
  <message>
   <source>Switch on virtualisation (VT-x, or SVM) in the firmware setup.</source>
   <translation>请在固件设置中打开虚拟化（VT-x 或 SVM）。</translation>
  </message>
  <message>
   <source>Switch that on for it on its host.</source>
   <translation>请在其主机上为它打开。</translation>
  </message>
  <message>
   <source>Take +{0} out of the machine's cpu.</source>
   <translation>请从虚拟机的 cpu 中去掉 +{0}。</translation>
  </message>
  <message>
   <source>Text file busy</source>
   <translation>文件正在执行</translation>
  </message>
  <message>
   <source>Text, {0}</source>
   <translation>文本，{0}</translation>
  </message>
  <message>
   <source>That is no SHA-256 checksum.</source>
   <translation>这不是 SHA-256 校验和。</translation>
  </message>
  <message>
   <source>The CPU has halted with interrupts off. Only a reset or power-off gets it going again.</source>
   <translation>CPU 在中断关闭时停机。只有复位或关机才能让它继续。</translation>
  </message>
  <message>
   <source>The CPU refused to enter the guest (reason {0}, host CPU {1}).</source>
   <translation>CPU 拒绝进入客户机（原因 {0}，主机 CPU {1}）。</translation>
  </message>
  <message>
   <source>The KVM of this computer has no hardware behind it and executes only some instructions.</source>
   <translation>这台计算机的 KVM 背后没有硬件，只能执行部分指令。</translation>
  </message>
  <message>
   <source>The VM process cannot be started: {0}.</source>
   <translation>无法启动虚拟机进程：{0}。</translation>
  </message>
  <message>
   <source>The VM process did not start within {0} s, and was ended; its log is {1}.</source>
   <translation>虚拟机进程在 {0} 秒内没有启动，已被结束；其日志是 {1}。</translation>
  </message>
  <message>
   <source>The VM process ended while it started; its log is {0}.</source>
   <translation>虚拟机进程在启动时结束了；其日志是 {0}。</translation>
  </message>
  <message>
   <source>The VM process ended without a word: it was killed, or the host ran out of memory.</source>
   <translation>虚拟机进程无声地结束了：它被强行终止，或主机内存耗尽。</translation>
  </message>
  <message>
   <source>The VM process failed.</source>
   <translation>虚拟机进程出错。</translation>
  </message>
  <message>
   <source>The VM process failed: {0}. Its log is {1}.</source>
   <translation>虚拟机进程出错：{0}。其日志是 {1}。</translation>
  </message>
  <message>
   <source>The VM process failed: {0}: {1}. Its log is {2}.</source>
   <translation>虚拟机进程出错：{0}：{1}。其日志是 {2}。</translation>
  </message>
  <message>
   <source>The VM process was told to end (SIGTERM).</source>
   <translation>虚拟机进程被要求结束（SIGTERM）。</translation>
  </message>
  <message>
   <source>The addresses in {0}'s Multiboot header make no sense.</source>
   <translation>{0} 的 Multiboot 头中的地址不合理。</translation>
  </message>
  <message>
   <source>The builtin BIOS starts machines. SeaBIOS is there for who wants it, and to compare.</source>
   <translation>虚拟机由内置 BIOS 启动。SeaBIOS 供需要的人使用或用于比较。</translation>
  </message>
  <message>
   <source>The command {0} has not been found</source>
   <translation>没有命令 {0}</translation>
  </message>
  <message>
   <source>The connection to the machine was lost.</source>
   <translation>与虚拟机的连接中断了。</translation>
  </message>
  <message>
   <source>The copies need {0}, and {1} are free in {2}.</source>
   <translation>副本需要 {0}，而 {2} 中只有 {1} 可用。</translation>
  </message>
  <message>
   <source>The directory {0} does not exist.</source>
   <translation>目录 {0} 不存在。</translation>
  </message>
  <message>
   <source>The disk image {0} cannot be opened for writing: {1}.</source>
   <translation>无法以写入方式打开磁盘映像 {0}：{1}。</translation>
  </message>
  <message>
   <source>The disk image {0} cannot be read: {1}.</source>
   <translation>无法读取磁盘映像 {0}：{1}。</translation>
  </message>
  <message>
   <source>The disk image {0} could not be created: {1}.</source>
   <translation>无法创建磁盘映像 {0}：{1}。</translation>
  </message>
  <message>
   <source>The disk image {0} does not exist.</source>
   <translation>磁盘映像 {0} 不存在。</translation>
  </message>
  <message>
   <source>The disk image {0} is empty (0 bytes).</source>
   <translation>磁盘映像 {0} 是空的（0 字节）。</translation>
  </message>
  <message>
   <source>The disk image {0} is in use by another VM ({1}).</source>
   <translation>磁盘映像 {0} 正被另一台虚拟机使用（{1}）。</translation>
  </message>
  <message>
   <source>The disk that holds {0} is full, so the guest cannot write. Free some space, then resume.</source>
   <translation>存放 {0} 的磁盘已满，客户机无法写入。请腾出一些空间，然后继续。</translation>
  </message>
  <message>
   <source>The figures about this machine stand still: {0}: {1}.</source>
   <translation>此虚拟机的数据不再更新：{0}：{1}。</translation>
  </message>
  <message>
   <source>The file is a program that is running: choose another.</source>
   <translation>该文件是正在运行的程序：请选择其他文件。</translation>
  </message>
  <message>
   <source>The filesystem allows no file of that size: make it smaller, or put it elsewhere.</source>
   <translation>文件系统不允许这么大的文件：请将其减小，或放到其他位置。</translation>
  </message>
  <message>
   <source>The firmware {0} cannot be read: {1}.</source>
   <translation>无法读取固件 {0}：{1}。</translation>
  </message>
  <message>
   <source>The guest goes on when that is done or cancelled.</source>
   <translation>完成或取消后，客户机会继续。</translation>
  </message>
  <message>
   <source>The guest left through port 0xF4.</source>
   <translation>客户机通过端口 0xF4 退出。</translation>
  </message>
  <message>
   <source>The guest powered off.</source>
   <translation>客户机已关机。</translation>
  </message>
  <message>
   <source>The guest triple-faulted: an exception arose while it handled one.</source>
   <translation>客户机发生三重故障：处理异常时又出现了异常。</translation>
  </message>
  <message>
   <source>The guest uses the disc: unmount or eject it there, or use force.</source>
   <translation>客户机正在使用光盘：请在其中卸载或弹出，或使用强制方式。</translation>
  </message>
  <message>
   <source>The guest {0}.</source>
   <translation>客户机{0}。</translation>
  </message>
  <message>
   <source>The guest's kernel panicked.</source>
   <translation>客户机的内核崩溃了（panic）。</translation>
  </message>
  <message>
   <source>The kernel's command line has {0} bytes; this kernel takes {1}.</source>
   <translation>内核的命令行有 {0} 字节；此内核最多接受 {1} 字节。</translation>
  </message>
  <message>
   <source>The link leads in a circle: choose another file.</source>
   <translation>链接形成循环：请选择其他文件。</translation>
  </message>
  <message>
   <source>The machine cannot go on: {0}</source>
   <translation>虚拟机无法继续：{0}</translation>
  </message>
  <message>
   <source>The machine did not answer {0} within {1} s.</source>
   <translation>虚拟机在 {1} 秒内没有应答 {0}。</translation>
  </message>
  <message>
   <source>The machine does not answer on its control socket.</source>
   <translation>虚拟机在其控制套接字上没有应答。</translation>
  </message>
  <message>
   <source>The machine is ending.</source>
   <translation>虚拟机正在结束。</translation>
  </message>
  <message>
   <source>The machine's disks hold {0} GiB, and {1} has room for {2} GiB.</source>
   <translation>虚拟机的磁盘占 {0} GiB，而 {1} 只有 {2} GiB 空间。</translation>
  </message>
  <message>
   <source>The machine's display does not answer ({0}).</source>
   <translation>虚拟机的显示没有应答（{0}）。</translation>
  </message>
  <message>
   <source>The names are those of flags in /proc/cpuinfo.</source>
   <translation>名称与 /proc/cpuinfo 中的 flags 相同。</translation>
  </message>
  <message>
   <source>The network backend "user" needs the program passt, which is not installed.</source>
   <translation>网络后端 "user" 需要程序 passt，而它未安装。</translation>
  </message>
  <message>
   <source>The network card {0} has lost its network: {1}.</source>
   <translation>网卡 {0} 失去了网络：{1}。</translation>
  </message>
  <message>
   <source>The path {0} is too long for sockets, which may have {1} bytes.</source>
   <translation>路径 {0} 对套接字来说太长，最多 {1} 字节。</translation>
  </message>
  <message>
   <source>The printer port's file {0} cannot be written: {1}.</source>
   <translation>无法写入打印机端口的文件 {0}：{1}。</translation>
  </message>
  <message>
   <source>The revert to {0} is decided, and not finished: {1}.</source>
   <translation>恢复到 {0} 已开始，但尚未完成：{1}。</translation>
  </message>
  <message>
   <source>The snapshot {0} cannot be deleted: {1}.</source>
   <translation>无法删除快照 {0}：{1}。</translation>
  </message>
  <message>
   <source>The snapshot {0} cannot be read: {1}.</source>
   <translation>无法读取快照 {0}：{1}。</translation>
  </message>
  <message>
   <source>The snapshot {0} cannot be used: {1}</source>
   <translation>无法使用快照 {0}：{1}</translation>
  </message>
  <message>
   <source>The snapshot {0} cannot be written: {1}.</source>
   <translation>无法写入快照 {0}：{1}。</translation>
  </message>
  <message>
   <source>The software CPU cannot be used with the unicorn package that is installed: {0}, and {1}.</source>
   <translation>已安装的 unicorn 软件包不能用于软件 CPU：{0}，且{1}。</translation>
  </message>
  <message>
   <source>The software CPU cannot give a guest {0}.</source>
   <translation>软件 CPU 无法给客户机 {0}。</translation>
  </message>
  <message>
   <source>The software CPU is faster than this host's emulated KVM, but is one; this machine has {0}.</source>
   <translation>软件 CPU 比本主机的模拟 KVM 快，但只有一个 CPU；此虚拟机有 {0} 个。</translation>
  </message>
  <message>
   <source>The software CPU is one CPU; this machine has {0}.</source>
   <translation>软件 CPU 只有一个 CPU；此虚拟机有 {0} 个。</translation>
  </message>
  <message>
   <source>The statistics descriptor holds {0} bytes at {1} where {2} should be.</source>
   <translation>统计描述符在 {1} 处有 {0} 字节，应为 {2}。</translation>
  </message>
  <message>
   <source>The tap interface {0} cannot be used: {1}.</source>
   <translation>无法使用 tap 接口 {0}：{1}。</translation>
  </message>
  <message>
   <source>The tap interface {0} cannot be used: {1}: {2}.</source>
   <translation>无法使用 tap 接口 {0}：{1}：{2}。</translation>
  </message>
  <message>
   <source>The virtgui window needs it; vgctl does not.</source>
   <translation>virtgui 的窗口需要它；vgctl 不需要。</translation>
  </message>
  <message>
   <source>The watchdog cut the power: the guest had not reloaded it in time.</source>
   <translation>看门狗切断了电源：客户机没有按时喂它。</translation>
  </message>
  <message>
   <source>The watchdog paused the guest, which had not reloaded it in time.</source>
   <translation>看门狗暂停了客户机：它没有按时喂看门狗。</translation>
  </message>
  <message>
   <source>The {0} {1} cannot be read: {2}.</source>
   <translation>无法读取{0} {1}：{2}。</translation>
  </message>
  <message>
   <source>The {0} {1} is empty (0 bytes).</source>
   <translation>{0} {1} 是空的（0 字节）。</translation>
  </message>
  <message>
   <source>There are more than {0} IDE disks and CD drives; IDE has places for {1}.</source>
   <translation>IDE 磁盘和 CD 驱动器超过 {0} 个；IDE 只有 {1} 个位置。</translation>
  </message>
  <message>
   <source>There are more than {0} disks on {1}.</source>
   <translation>{1} 上的磁盘超过 {0} 个。</translation>
  </message>
  <message>
   <source>There is a machine called {0} already.</source>
   <translation>已经有一台名为 {0} 的虚拟机。</translation>
  </message>
  <message>
   <source>There is a machine or a directory called {0} already.</source>
   <translation>已经有一台名为 {0} 的虚拟机或同名目录。</translation>
  </message>
  <message>
   <source>There is a snapshot called {0} already.</source>
   <translation>已有名为 {0} 的快照。</translation>
  </message>
  <message>
   <source>There is no CPU {0}</source>
   <translation>没有 CPU {0}</translation>
  </message>
  <message>
   <source>There is no machine called {0}.</source>
   <translation>没有名为 {0} 的虚拟机。</translation>
  </message>
  <message>
   <source>These could not be deleted: {0}.</source>
   <translation>无法删除：{0}。</translation>
  </message>
  <message>
   <source>This KVM has no hardware behind it: the kernel interprets instructions, and refuses some. Machines set to "auto" run on the software CPU, which is faster here.</source>
   <translation>此 KVM 背后没有硬件：由内核解释指令，并会拒绝其中一些。设为 "auto" 的虚拟机使用软件 CPU，在这里更快。</translation>
  </message>
  <message>
   <source>This host could not be examined.</source>
   <translation>无法检查本主机。</translation>
  </message>
  <message>
   <source>This host's KVM is itself emulated: the software CPU is faster, and runs more systems.</source>
   <translation>本主机的 KVM 本身是模拟的：软件 CPU 更快，能运行的系统也更多。</translation>
  </message>
  <message>
   <source>This host's KVM runs guests in hardware.</source>
   <translation>本主机的 KVM 由硬件运行客户机。</translation>
  </message>
  <message>
   <source>This machine has {0} CPUs, which needs KVM. {1}</source>
   <translation>此虚拟机有 {0} 个 CPU，因此需要 KVM。{1}</translation>
  </message>
  <message>
   <source>This machine is running already.</source>
   <translation>此虚拟机已在运行。</translation>
  </message>
  <message>
   <source>This text cannot be typed on a US keyboard: {0}</source>
   <translation>此文本无法用美式键盘输入：{0}</translation>
  </message>
  <message>
   <source>Too many levels of symbolic links</source>
   <translation>符号链接层数过多</translation>
  </message>
  <message>
   <source>Too many open files</source>
   <translation>打开的文件过多</translation>
  </message>
  <message>
   <source>Try again: a running machine can do it itself.</source>
   <translation>请重试：运行中的虚拟机可以自己完成。</translation>
  </message>
  <message>
   <source>Try again: it begins anew.</source>
   <translation>请重试：会从头开始。</translation>
  </message>
  <message>
   <source>Try again: it goes on where it stopped.</source>
   <translation>请重试：会从中断处继续。</translation>
  </message>
  <message>
   <source>Typing was cancelled after {0} of {1} characters</source>
   <translation>输入 {0} / {1} 个字符后被取消</translation>
  </message>
  <message>
   <source>Unified Linux kernel image, {0}</source>
   <translation>统一的 Linux 内核映像，{0}</translation>
  </message>
  <message>
   <source>Unknown contents, {0}</source>
   <translation>未知内容，{0}</translation>
  </message>
  <message>
   <source>Unpack it first: unzstd FILE</source>
   <translation>请先解压：unzstd 文件</translation>
  </message>
  <message>
   <source>Unpack it first: {0} FILE</source>
   <translation>请先解压：{0} 文件</translation>
  </message>
  <message>
   <source>Unpacking {0}</source>
   <translation>正在解包 {0}</translation>
  </message>
  <message>
   <source>Use a descriptor from stats_fd().</source>
   <translation>请使用 stats_fd() 的描述符。</translation>
  </message>
  <message>
   <source>Use a kernel of 2007 or later.</source>
   <translation>请使用 2007 年或之后的内核。</translation>
  </message>
  <message>
   <source>Use a machine only in the process that created it.</source>
   <translation>请只在创建虚拟机的进程中使用它。</translation>
  </message>
  <message>
   <source>Use a multiple of {0} that is no smaller: what lies at its end would be lost.</source>
   <translation>请使用 {0} 的倍数且不要变小：否则末尾的内容会丢失。</translation>
  </message>
  <message>
   <source>Use a newer kernel.</source>
   <translation>请使用更新的内核。</translation>
  </message>
  <message>
   <source>Use a newer one.</source>
   <translation>请使用更新的。</translation>
  </message>
  <message>
   <source>Use a positive multiple of {0}.</source>
   <translation>请使用 {0} 的正整数倍。</translation>
  </message>
  <message>
   <source>Use each of c (disk), d (CD), a (floppy), n (network) at most once, in the order to try them.</source>
   <translation>请按尝试顺序使用 c（磁盘）、d（CD）、a（软盘）、n（网络），每个最多一次。</translation>
  </message>
  <message>
   <source>Use it, or remove it first.</source>
   <translation>请使用它，或先移除它。</translation>
  </message>
  <message>
   <source>Use that, or a newer one.</source>
   <translation>请使用该版本或更新的版本。</translation>
  </message>
  <message>
   <source>Use the VirtGUI that wrote this machine, or a newer one.</source>
   <translation>请使用写入此虚拟机的 VirtGUI，或更新的版本。</translation>
  </message>
  <message>
   <source>Use the seconds to show the boot menu, 0 to {0}.</source>
   <translation>请填写显示启动菜单的秒数，0 到 {0}。</translation>
  </message>
  <message>
   <source>Use up to 64 letters, digits, spaces and . _ + -, and begin with a letter or digit.</source>
   <translation>请使用最多 64 个字母、数字、空格和 . _ + -，并以字母或数字开头。</translation>
  </message>
  <message>
   <source>VMware disk (VMDK)</source>
   <translation>VMware 磁盘（VMDK）</translation>
  </message>
  <message>
   <source>VirtGUI's files have changed since this machine was started: {0}.</source>
   <translation>自该虚拟机启动以来，VirtGUI 的文件已改变：{0}。</translation>
  </message>
  <message>
   <source>VirtGUI's own resources directory is missing.</source>
   <translation>缺少 VirtGUI 自己的资源目录。</translation>
  </message>
  <message>
   <source>VirtGUI's own table</source>
   <translation>VirtGUI 自己的表</translation>
  </message>
  <message>
   <source>Virtual PC disk (VHD)</source>
   <translation>Virtual PC 磁盘（VHD）</translation>
  </message>
  <message>
   <source>VirtualBox disk (VDI)</source>
   <translation>VirtualBox 磁盘（VDI）</translation>
  </message>
  <message>
   <source>Wait for it.</source>
   <translation>请等待。</translation>
  </message>
  <message>
   <source>Wait until it is done.</source>
   <translation>请等到完成。</translation>
  </message>
  <message>
   <source>Waiting for the disks</source>
   <translation>正在等待磁盘</translation>
  </message>
  <message>
   <source>What came is not what the checksum says: it has {0}.</source>
   <translation>收到的内容与校验和不符：它的校验和是 {0}。</translation>
  </message>
  <message>
   <source>What the guest prints is lost: {0} cannot be written ({1}).</source>
   <translation>客户机打印的内容会丢失：无法写入 {0}（{1}）。</translation>
  </message>
  <message>
   <source>What {0} is to be told is too long.</source>
   <translation>要告知 {0} 的内容太长。</translation>
  </message>
  <message>
   <source>Windows Subsystem for Linux</source>
   <translation>适用于 Linux 的 Windows 子系统</translation>
  </message>
  <message>
   <source>With it guests reach the network without privileges.</source>
   <translation>有了它，客户机无需特权即可访问网络。</translation>
  </message>
  <message>
   <source>Without it KVM is missing, or emulated and slow.</source>
   <translation>没有它，KVM 不可用，或是模拟的，很慢。</translation>
  </message>
  <message>
   <source>Write "HOSTPORT:GUESTPORT", with "udp:" before it for UDP.</source>
   <translation>请写成 "主机端口:客户机端口"，UDP 则在前面加上 "udp:"。</translation>
  </message>
  <message>
   <source>Write +NAME or -NAME for a feature, such as -cx16.</source>
   <translation>请为特性写 +名称 或 -名称，例如 -cx16。</translation>
  </message>
  <message>
   <source>Write 32 hexadecimal digits as uuidgen prints them.</source>
   <translation>请填写 32 位十六进制数字，如 uuidgen 所输出。</translation>
  </message>
  <message>
   <source>Write six pairs of hexadecimal digits such as 52:54:00:12:34:56, the first even; or leave it out.</source>
   <translation>请填写六组十六进制数字，例如 52:54:00:12:34:56，第一组为偶数；或省略它。</translation>
  </message>
  <message>
   <source>Writing to disk</source>
   <translation>正在写入磁盘</translation>
  </message>
  <message>
   <source>Your disk quota is used up: delete something, or put it elsewhere.</source>
   <translation>您的磁盘配额已用完：请删除一些内容，或放到其他位置。</translation>
  </message>
  <message>
   <source>[Errno {0}] {1}</source>
   <translation>[Errno {0}] {1}</translation>
  </message>
  <message>
   <source>[Errno {0}] {1}: {2}</source>
   <translation>[Errno {0}] {1}：{2}</translation>
  </message>
  <message>
   <source>a Docker container</source>
   <translation>Docker 容器</translation>
  </message>
  <message>
   <source>a Flatpak sandbox</source>
   <translation>Flatpak 沙箱</translation>
  </message>
  <message>
   <source>a Podman container</source>
   <translation>Podman 容器</translation>
  </message>
  <message>
   <source>a container</source>
   <translation>容器</translation>
  </message>
  <message>
   <source>a container ({0})</source>
   <translation>容器（{0}）</translation>
  </message>
  <message>
   <source>a frame of {0} bytes was announced</source>
   <translation>声明了 {0} 字节的帧</translation>
  </message>
  <message>
   <source>a leaf promises what this host cannot do, or the vCPU has run already</source>
   <translation>某个 CPUID 叶承诺了本主机做不到的功能，或虚拟 CPU 已经运行过</translation>
  </message>
  <message>
   <source>a pseudo terminal</source>
   <translation>伪终端</translation>
  </message>
  <message>
   <source>a real machine, as far as it shows</source>
   <translation>看起来是真实的机器</translation>
  </message>
  <message>
   <source>a systemd-nspawn container</source>
   <translation>systemd-nspawn 容器</translation>
  </message>
  <message>
   <source>a vCPU exists already</source>
   <translation>已有虚拟 CPU</translation>
  </message>
  <message>
   <source>a vCPU with this number exists already</source>
   <translation>已有此编号的虚拟 CPU</translation>
  </message>
  <message>
   <source>a virtual machine{0}</source>
   <translation>虚拟机{0}</translation>
  </message>
  <message>
   <source>accel = "{0}" is set.</source>
   <translation>已设置 accel = "{0}"。</translation>
  </message>
  <message>
   <source>address, size or host address is no multiple of 4096, the slot number is too large, or the change is one KVM does not make to an existing slot</source>
   <translation>地址、大小或主机地址不是 4096 的倍数，槽编号过大，或 KVM 不允许对现有槽作此更改</translation>
  </message>
  <message>
   <source>an LXC container</source>
   <translation>LXC 容器</translation>
  </message>
  <message>
   <source>another hypervisor, such as VirtualBox or VMware, holds the CPU's virtualisation</source>
   <translation>另一个虚拟机监控程序（例如 VirtualBox 或 VMware）占用了 CPU 的虚拟化</translation>
  </message>
  <message>
   <source>another process</source>
   <translation>另一个进程</translation>
  </message>
  <message>
   <source>another program listens there</source>
   <translation>另一个程序正在那里监听</translation>
  </message>
  <message>
   <source>bios and kernel are both given, but a kernel is started without firmware.</source>
   <translation>同时给出了 bios 和 kernel，但内核启动时不经固件。</translation>
  </message>
  <message>
   <source>boot is {0}.</source>
   <translation>boot 为 {0}。</translation>
  </message>
  <message>
   <source>boot module</source>
   <translation>引导模块</translation>
  </message>
  <message>
   <source>boot_menu is {0}.</source>
   <translation>boot_menu 为 {0}。</translation>
  </message>
  <message>
   <source>channels has the name {0}, wrong or twice.</source>
   <translation>channels 中的名称 {0} 有误或重复。</translation>
  </message>
  <message>
   <source>channels has {0}; a machine has {1} at most.</source>
   <translation>channels 有 {0} 个；虚拟机最多 {1} 个。</translation>
  </message>
  <message>
   <source>channels says nothing of where {0} is.</source>
   <translation>channels 没有说明 {0} 在何处。</translation>
  </message>
  <message>
   <source>cpu begins with {0}.</source>
   <translation>cpu 以 {0} 开头。</translation>
  </message>
  <message>
   <source>cpu has {0}, which is no feature's name.</source>
   <translation>cpu 中的 {0} 不是特性的名称。</translation>
  </message>
  <message>
   <source>cpu has {0}.</source>
   <translation>cpu 中有 {0}。</translation>
  </message>
  <message>
   <source>cpu_pinning is {0}, for {1} CPUs.</source>
   <translation>cpu_pinning 为 {0}，而 CPU 有 {1} 个。</translation>
  </message>
  <message>
   <source>disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>emulated: {0} million instructions a second, {1} µs an exit</source>
   <translation>模拟：每秒 {0} 百万条指令，每次退出 {1} µs</translation>
  </message>
  <message>
   <source>failed to open file '{0}': {1}</source>
   <translation>无法打开文件 '{0}'：{1}</translation>
  </message>
  <message>
   <source>firmware</source>
   <translation>固件</translation>
  </message>
  <message>
   <source>hardware: {0}, {1} µs an exit</source>
   <translation>硬件：{0}，每次退出 {1} µs</translation>
  </message>
  <message>
   <source>host</source>
   <translation>主机</translation>
  </message>
  <message>
   <source>initial RAM disk</source>
   <translation>初始 RAM 磁盘</translation>
  </message>
  <message>
   <source>is locked and force was not specified</source>
   <translation>已锁定且未指定 force</translation>
  </message>
  <message>
   <source>it exists already</source>
   <translation>它已存在</translation>
  </message>
  <message>
   <source>it is another build than Unicorn {0}'s for Linux on x86-64</source>
   <translation>它不是用于 x86-64 Linux 的 Unicorn {0} 的构建版本</translation>
  </message>
  <message>
   <source>it is closed</source>
   <translation>它已关闭</translation>
  </message>
  <message>
   <source>it was made by a newer VirtGUI.</source>
   <translation>它是由更新版本的 VirtGUI 创建的。</translation>
  </message>
  <message>
   <source>its test program counted wrong</source>
   <translation>其测试程序计数有误</translation>
  </message>
  <message>
   <source>its test program left other registers than it should</source>
   <translation>其测试程序结束时寄存器不对</translation>
  </message>
  <message>
   <source>its test program said {0}</source>
   <translation>其测试程序得出 {0}</translation>
  </message>
  <message>
   <source>its test program {0}</source>
   <translation>其测试程序{0}</translation>
  </message>
  <message>
   <source>kernel image</source>
   <translation>内核映像</translation>
  </message>
  <message>
   <source>libraries are missing: {0}</source>
   <translation>缺少库：{0}</translation>
  </message>
  <message>
   <source>machine {0}</source>
   <translation>机器 {0}</translation>
  </message>
  <message>
   <source>machine.toml has an unknown key {0}.</source>
   <translation>machine.toml 中有未知的键 {0}。</translation>
  </message>
  <message>
   <source>machine.toml is not TOML: {0}.</source>
   <translation>machine.toml 不是 TOML：{0}。</translation>
  </message>
  <message>
   <source>machine.toml says name = {0}, but its directory is {1}.</source>
   <translation>machine.toml 中 name = {0}，但其目录是 {1}。</translation>
  </message>
  <message>
   <source>machine.toml: {0}.</source>
   <translation>machine.toml：{0}。</translation>
  </message>
  <message>
   <source>machine.toml: {0}: {1}.</source>
   <translation>machine.toml：{0}：{1}。</translation>
  </message>
  <message>
   <source>machines in {0}, sockets in {1}</source>
   <translation>虚拟机在 {0}，套接字在 {1}</translation>
  </message>
  <message>
   <source>memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>memory_mib is {0}; a machine has 1 MiB to 1 TiB of memory.</source>
   <translation>memory_mib 为 {0}；虚拟机的内存为 1 MiB 到 1 TiB。</translation>
  </message>
  <message>
   <source>mmap of the vCPU</source>
   <translation>虚拟 CPU 的 mmap</translation>
  </message>
  <message>
   <source>module</source>
   <translation>模块</translation>
  </message>
  <message>
   <source>name {0} cannot be a machine's name.</source>
   <translation>name {0} 不能作为虚拟机的名称。</translation>
  </message>
  <message>
   <source>network</source>
   <translation>网络</translation>
  </message>
  <message>
   <source>networks forwards ports, which only backend "user" does.</source>
   <translation>networks 转发端口，而只有后端 "user" 支持转发。</translation>
  </message>
  <message>
   <source>networks has backend {0} with tap = {1}.</source>
   <translation>networks 的后端为 {0}，tap = {1}。</translation>
  </message>
  <message>
   <source>networks has forward {0}.</source>
   <translation>networks 的 forward 为 {0}。</translation>
  </message>
  <message>
   <source>networks has the address {0}, which no network card can have.</source>
   <translation>networks 中的地址 {0} 不能用于网卡。</translation>
  </message>
  <message>
   <source>networks has {0} cards; a machine has {1} at most.</source>
   <translation>networks 有 {0} 块网卡；虚拟机最多 {1} 块。</translation>
  </message>
  <message>
   <source>no display (neither DISPLAY nor WAYLAND_DISPLAY is set)</source>
   <translation>没有显示（DISPLAY 和 WAYLAND_DISPLAY 均未设置）</translation>
  </message>
  <message>
   <source>no such eventfd is assigned to this address</source>
   <translation>此地址没有分配这样的 eventfd</translation>
  </message>
  <message>
   <source>osinfo-db, as installed on this host</source>
   <translation>本主机上安装的 osinfo-db</translation>
  </message>
  <message>
   <source>passt ended</source>
   <translation>passt 已结束</translation>
  </message>
  <message>
   <source>passt ended: {0}</source>
   <translation>passt 已结束：{0}</translation>
  </message>
  <message>
   <source>passt is not installed</source>
   <translation>未安装 passt</translation>
  </message>
  <message>
   <source>passt: guests reach the network without privileges</source>
   <translation>passt：客户机无需特权即可访问网络</translation>
  </message>
  <message>
   <source>places</source>
   <translation>位置</translation>
  </message>
  <message>
   <source>process {0}: {1}</source>
   <translation>进程 {0}：{1}</translation>
  </message>
  <message>
   <source>rate is {0} characters a second; it can be {1} to {2}</source>
   <translation>rate 为每秒 {0} 个字符；可为 {1} 到 {2}</translation>
  </message>
  <message>
   <source>read at an address that no PC has</source>
   <translation>读取了 PC 上不存在的地址</translation>
  </message>
  <message>
   <source>schema is {0}, but this VirtGUI knows schema {1} only.</source>
   <translation>schema 为 {0}，但此 VirtGUI 只认识 schema {1}。</translation>
  </message>
  <message>
   <source>send-key takes up to 16 keys, held for up to 10,000 ms</source>
   <translation>send-key 最多接受 16 个键，最长按住 10,000 毫秒</translation>
  </message>
  <message>
   <source>serial gives {0} a path, which {1} does not use.</source>
   <translation>serial 给了 {0} 一个路径，而 {1} 用不到它。</translation>
  </message>
  <message>
   <source>serial gives {0} the path {1}, which no file can have.</source>
   <translation>serial 给 {0} 的路径为 {1}，文件不能有这样的路径。</translation>
  </message>
  <message>
   <source>serial has {0} ports; a PC has {1} at most.</source>
   <translation>serial 有 {0} 个端口；PC 最多 {1} 个。</translation>
  </message>
  <message>
   <source>serial says {0} for {1}, but not where.</source>
   <translation>serial 为 {1} 指定了 {0}，但没有说明在何处。</translation>
  </message>
  <message>
   <source>soft CPU</source>
   <translation>软件 CPU</translation>
  </message>
  <message>
   <source>speed</source>
   <translation>速度</translation>
  </message>
  <message>
   <source>stopped with error {0} of the CPU emulator</source>
   <translation>因 CPU 模拟器的错误 {0} 停止</translation>
  </message>
  <message>
   <source>the CPU emulator cannot keep its registers</source>
   <translation>CPU 模拟器无法保存其寄存器</translation>
  </message>
  <message>
   <source>the CPU emulator cannot {0}: error {1}</source>
   <translation>CPU 模拟器无法 {0}：错误 {1}</translation>
  </message>
  <message>
   <source>the CPU shows no hardware virtualisation (neither svm nor vmx)</source>
   <translation>CPU 没有显示硬件虚拟化（既无 svm 也无 vmx）</translation>
  </message>
  <message>
   <source>the CPU's virtualisation cannot be switched on</source>
   <translation>无法打开 CPU 的虚拟化</translation>
  </message>
  <message>
   <source>the Python package unicorn is not installed</source>
   <translation>未安装 Python 软件包 unicorn</translation>
  </message>
  <message>
   <source>the builtin BIOS, and SeaBIOS, {0} KiB</source>
   <translation>内置 BIOS，以及 SeaBIOS（{0} KiB）</translation>
  </message>
  <message>
   <source>the builtin BIOS; SeaBIOS is not installed</source>
   <translation>内置 BIOS；未安装 SeaBIOS</translation>
  </message>
  <message>
   <source>the configuration was checked</source>
   <translation>检查了配置</translation>
  </message>
  <message>
   <source>the control registers contradict each other or have bits this CPU lacks</source>
   <translation>控制寄存器相互矛盾，或有此 CPU 没有的位</translation>
  </message>
  <message>
   <source>the device is there but no KVM module stands behind it</source>
   <translation>设备存在，但背后没有 KVM 模块</translation>
  </message>
  <message>
   <source>the device it needs does not exist</source>
   <translation>它所需的设备不存在</translation>
  </message>
  <message>
   <source>the display socket is closed</source>
   <translation>显示套接字已关闭</translation>
  </message>
  <message>
   <source>the guest uses memory whose host pages are gone or protected</source>
   <translation>客户机使用的内存，其主机页已不存在或受保护</translation>
  </message>
  <message>
   <source>the guest-physical range overlaps another slot</source>
   <translation>客户机物理地址范围与另一个槽重叠</translation>
  </message>
  <message>
   <source>the kernel has not enough free memory</source>
   <translation>内核的空闲内存不足</translation>
  </message>
  <message>
   <source>the kernel has not enough free memory for a virtual machine</source>
   <translation>内核的空闲内存不足以创建虚拟机</translation>
  </message>
  <message>
   <source>the kernel has not enough free memory to keep track of this much guest memory</source>
   <translation>内核的空闲内存不足以管理这么多客户机内存</translation>
  </message>
  <message>
   <source>the kernel module {0} is not loaded</source>
   <translation>内核模块 {0} 未加载</translation>
  </message>
  <message>
   <source>the kernel offers no KVM here</source>
   <translation>内核在此不提供 KVM</translation>
  </message>
  <message>
   <source>the kernel refuses the arguments</source>
   <translation>内核拒绝这些参数</translation>
  </message>
  <message>
   <source>the machine has no in-kernel interrupt chips</source>
   <translation>虚拟机没有内核中的中断芯片</translation>
  </message>
  <message>
   <source>the number is too large, or the machine has as many vCPUs as KVM allows</source>
   <translation>编号过大，或虚拟机的虚拟 CPU 已达 KVM 的上限</translation>
  </message>
  <message>
   <source>the other end hung up</source>
   <translation>对方断开了连接</translation>
  </message>
  <message>
   <source>the server says {0}, {1}</source>
   <translation>服务器返回 {0}，{1}</translation>
  </message>
  <message>
   <source>the tap interface is gone ({0})</source>
   <translation>tap 接口已不存在（{0}）</translation>
  </message>
  <message>
   <source>the virtual machine belongs to another process, or is broken</source>
   <translation>虚拟机属于另一个进程，或已损坏</translation>
  </message>
  <message>
   <source>the virtual machine is broken beyond continuing, for a reason in the kernel log</source>
   <translation>虚拟机已损坏，无法继续，原因见内核日志</translation>
  </message>
  <message>
   <source>there is another file now</source>
   <translation>那里现在有另一个文件</translation>
  </message>
  <message>
   <source>there is something else of that name</source>
   <translation>那里已有同名的其他东西</translation>
  </message>
  <message>
   <source>this address has an eventfd already</source>
   <translation>此地址已有 eventfd</translation>
  </message>
  <message>
   <source>this eventfd raises this interrupt already</source>
   <translation>此 eventfd 已触发此中断</translation>
  </message>
  <message>
   <source>this kernel does not know the request</source>
   <translation>此内核不认识该请求</translation>
  </message>
  <message>
   <source>this machine has its PIT already</source>
   <translation>此虚拟机已有 PIT</translation>
  </message>
  <message>
   <source>this machine has its interrupt chips already</source>
   <translation>此虚拟机已有中断芯片</translation>
  </message>
  <message>
   <source>this process has too many open files</source>
   <translation>此进程打开的文件过多</translation>
  </message>
  <message>
   <source>this process may not do that</source>
   <translation>此进程无权这样做</translation>
  </message>
  <message>
   <source>this slot does not exist or does not log dirty pages</source>
   <translation>此槽不存在，或不记录脏页</translation>
  </message>
  <message>
   <source>this user may not use it</source>
   <translation>此用户无权使用它</translation>
  </message>
  <message>
   <source>this user, or this container, may not use it</source>
   <translation>此用户或此容器无权使用它</translation>
  </message>
  <message>
   <source>timed out</source>
   <translation>超时</translation>
  </message>
  <message>
   <source>unicorn is another build than the one that is known</source>
   <translation>unicorn 不是已知的构建版本</translation>
  </message>
  <message>
   <source>unicorn: machines run without KVM too</source>
   <translation>unicorn：没有 KVM 虚拟机也能运行</translation>
  </message>
  <message>
   <source>uuid is {0}, which is no machine's identity.</source>
   <translation>uuid 为 {0}，不是虚拟机的标识。</translation>
  </message>
  <message>
   <source>vcpus is {0}; a machine has 1 to {1} CPUs.</source>
   <translation>vcpus 为 {0}；虚拟机有 1 到 {1} 个 CPU。</translation>
  </message>
  <message>
   <source>virtgui opens windows; vgctl does not need them.</source>
   <translation>virtgui 要打开窗口；vgctl 不需要。</translation>
  </message>
  <message>
   <source>went on at an address where a device or nothing is</source>
   <translation>运行到了只有设备或什么都没有的地址</translation>
  </message>
  <message>
   <source>went on at an address where nothing is</source>
   <translation>运行到了什么都没有的地址</translation>
  </message>
  <message>
   <source>windows</source>
   <translation>窗口</translation>
  </message>
  <message>
   <source>wrote to an address that no PC has</source>
   <translation>写入了 PC 上不存在的地址</translation>
  </message>
  <message>
   <source>{0} (cut off: it should have {1})</source>
   <translation>{0}（被截断：应为 {1}）</translation>
  </message>
  <message>
   <source>{0} ({1}) on {2}</source>
   <translation>{2} 上的 {0}（{1}）</translation>
  </message>
  <message>
   <source>{0} - at `{1}`</source>
   <translation>{0}（在 `{1}`）</translation>
  </message>
  <message>
   <source>{0} GB free where machines are kept ({1})</source>
   <translation>虚拟机所在位置有 {0} GB 可用（{1}）</translation>
  </message>
  <message>
   <source>{0} MiB of {1} MiB are available</source>
   <translation>{1} MiB 中有 {0} MiB 可用</translation>
  </message>
  <message>
   <source>{0} Or set vcpus = 1: the software CPU is one CPU.</source>
   <translation>{0} 或设置 vcpus = 1：软件 CPU 只有一个 CPU。</translation>
  </message>
  <message>
   <source>{0} Set accel = "soft", whose CPU executes all that a PC needs, or run the machine on a computer whose KVM has VT-x or AMD-V behind it.</source>
   <translation>{0}请设置 accel = "soft"，其 CPU 能执行 PC 所需的一切指令；或在 KVM 背后有 VT-x 或 AMD-V 的计算机上运行此虚拟机。</translation>
  </message>
  <message>
   <source>{0} Set cpu = "host,{1}" for this machine, so that the guest does without it; or set accel = "soft", whose CPU executes all that a PC needs, or run the machine on a computer whose KVM has VT-x or AMD-V behind it.</source>
   <translation>{0}请为此虚拟机设置 cpu = "host,{1}"，让客户机不使用它；或设置 accel = "soft"，其 CPU 能执行 PC 所需的一切指令；或在 KVM 背后有 VT-x 或 AMD-V 的计算机上运行此虚拟机。</translation>
  </message>
  <message>
   <source>{0} and a copy in {1} cannot share blocks there.</source>
   <translation>{0} 与 {1} 中的副本无法在那里共用数据块。</translation>
  </message>
  <message>
   <source>{0} and what goes with it need about {1} MiB; the machine has {2}.</source>
   <translation>{0} 及其附带内容约需 {1} MiB；虚拟机只有 {2} MiB。</translation>
  </message>
  <message>
   <source>{0} asks its loader for something unknown (Multiboot flags {1}).</source>
   <translation>{0} 向加载程序要求未知的内容（Multiboot 标志 {1}）。</translation>
  </message>
  <message>
   <source>{0} asks its loader for something unknown (Multiboot2 tag {1}).</source>
   <translation>{0} 向加载程序要求未知的内容（Multiboot2 标签 {1}）。</translation>
  </message>
  <message>
   <source>{0} belongs to somebody else, so running machines cannot be kept there.</source>
   <translation>{0} 属于其他用户，运行中的虚拟机不能放在那里。</translation>
  </message>
  <message>
   <source>{0} billion instructions a second</source>
   <translation>每秒 {0}×10⁹ 条指令</translation>
  </message>
  <message>
   <source>{0} bytes</source>
   <translation>{0} 字节</translation>
  </message>
  <message>
   <source>{0} cannot be a machine's name.</source>
   <translation>{0} 不能作为虚拟机的名称。</translation>
  </message>
  <message>
   <source>{0} cannot be a snapshot's name.</source>
   <translation>{0} 不能作为快照的名称。</translation>
  </message>
  <message>
   <source>{0} cannot be copied: {1}.</source>
   <translation>无法复制 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be made longer.</source>
   <translation>{0} 无法增大。</translation>
  </message>
  <message>
   <source>{0} cannot be made longer: {1}.</source>
   <translation>{0} 无法增大：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be made: {1}.</source>
   <translation>无法创建 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be moved to the trash: {1}.</source>
   <translation>无法将 {0} 移到回收站：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be opened: {1} ({2}).</source>
   <translation>无法打开 {0}：{1}（{2}）。</translation>
  </message>
  <message>
   <source>{0} cannot be opened: {1}.</source>
   <translation>无法打开 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be read: {1}.</source>
   <translation>无法读取 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be renamed: {1}.</source>
   <translation>无法重命名 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be reverted: {1}.</source>
   <translation>无法恢复 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} cannot be written ({1}): what the guest sends is lost.</source>
   <translation>无法写入 {0}（{1}）：客户机发送的内容会丢失。</translation>
  </message>
  <message>
   <source>{0} cannot be written ({1}): what the guest sends is not there.</source>
   <translation>无法写入 {0}（{1}）：其中没有客户机发送的内容。</translation>
  </message>
  <message>
   <source>{0} cannot be written to</source>
   <translation>无法写入 {0}</translation>
  </message>
  <message>
   <source>{0} cannot be written: {1}.</source>
   <translation>无法写入 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} could not be copied to {1}: {2}.</source>
   <translation>无法将 {0} 复制到 {1}：{2}。</translation>
  </message>
  <message>
   <source>{0} could not be fetched: {1}.</source>
   <translation>无法下载 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} does not answer: {1}</source>
   <translation>{0} 没有应答：{1}</translation>
  </message>
  <message>
   <source>{0} does not exist.</source>
   <translation>{0} 不存在。</translation>
  </message>
  <message>
   <source>{0} exists already, and is never overwritten.</source>
   <translation>{0} 已存在，且不会被覆盖。</translation>
  </message>
  <message>
   <source>{0} exists already.</source>
   <translation>{0} 已存在。</translation>
  </message>
  <message>
   <source>{0} failed: {1} ({2}).</source>
   <translation>{0} 失败：{1}（{2}）。</translation>
  </message>
  <message>
   <source>{0} has just been started.</source>
   <translation>{0} 刚刚启动。</translation>
  </message>
  <message>
   <source>{0} has no snapshot called {1}.</source>
   <translation>{0} 没有名为 {1} 的快照。</translation>
  </message>
  <message>
   <source>{0} has nothing to load.</source>
   <translation>{0} 中没有可加载的内容。</translation>
  </message>
  <message>
   <source>{0} has the path {1}, which no file can have.</source>
   <translation>{0} 的路径为 {1}，文件不能有这样的路径。</translation>
  </message>
  <message>
   <source>{0} has {1} bytes and cannot have {2}.</source>
   <translation>{0} 有 {1} 字节，不能设为 {2} 字节。</translation>
  </message>
  <message>
   <source>{0} holds a machine that would use {1}, which is not in its directory.</source>
   <translation>{0} 中的虚拟机要使用 {1}，而它不在虚拟机的目录中。</translation>
  </message>
  <message>
   <source>{0} is a Linux kernel from before 2.4 (boot protocol {1}).</source>
   <translation>{0} 是 2.4 之前的 Linux 内核（引导协议 {1}）。</translation>
  </message>
  <message>
   <source>{0} is a device of this host: a snapshot can only hold disks that are files.</source>
   <translation>{0} 是本主机的设备：快照只能包含文件形式的磁盘。</translation>
  </message>
  <message>
   <source>{0} is a directory, not a disk image.</source>
   <translation>{0} 是目录，不是磁盘映像。</translation>
  </message>
  <message>
   <source>{0} is a directory, not a {1}.</source>
   <translation>{0} 是目录，不是{1}。</translation>
  </message>
  <message>
   <source>{0} is a diskette of 2.88 MB, and this drive was made for less when the machine started.</source>
   <translation>{0} 是 2.88 MB 的软盘，而此驱动器在虚拟机启动时是为较小的软盘建立的。</translation>
  </message>
  <message>
   <source>{0} is a program (ELF) without an entry for loaders: neither PVH nor Multiboot.</source>
   <translation>{0} 是没有加载入口的程序（ELF）：既无 PVH 也无 Multiboot。</translation>
  </message>
  <message>
   <source>{0} is a program for another processor than a PC's.</source>
   <translation>{0} 是用于其他处理器的程序，而不是 PC 的。</translation>
  </message>
  <message>
   <source>{0} is an EFI program, and this machine has no EFI.</source>
   <translation>{0} 是 EFI 程序，而此虚拟机没有 EFI。</translation>
  </message>
  <message>
   <source>{0} is an ELF file, but not an executable.</source>
   <translation>{0} 是 ELF 文件，但不可执行。</translation>
  </message>
  <message>
   <source>{0} is broken: {1}{2}</source>
   <translation>{0} 已损坏：{1}{2}</translation>
  </message>
  <message>
   <source>{0} is compressed and damaged: {1}.</source>
   <translation>{0} 是压缩文件且已损坏：{1}。</translation>
  </message>
  <message>
   <source>{0} is compressed with zstd.</source>
   <translation>{0} 以 zstd 压缩。</translation>
  </message>
  <message>
   <source>{0} is cut off, or no whole ELF file.</source>
   <translation>{0} 被截断，或不是完整的 ELF 文件。</translation>
  </message>
  <message>
   <source>{0} is cut off: it ends within its setup code.</source>
   <translation>{0} 被截断：在设置代码中就结束了。</translation>
  </message>
  <message>
   <source>{0} is cut off: its kernel is not there.</source>
   <translation>{0} 被截断：其中没有内核。</translation>
  </message>
  <message>
   <source>{0} is damaged in the archive: its checksum is wrong.</source>
   <translation>归档中的 {0} 已损坏：校验和不符。</translation>
  </message>
  <message>
   <source>{0} is damaged: it has a file {1}.</source>
   <translation>{0} 已损坏：其中有文件 {1}。</translation>
  </message>
  <message>
   <source>{0} is damaged: {1}.</source>
   <translation>{0} 已损坏：{1}。</translation>
  </message>
  <message>
   <source>{0} is missing or damaged ({1}).</source>
   <translation>{0} 缺失或已损坏（{1}）。</translation>
  </message>
  <message>
   <source>{0} is neither a file nor a block device.</source>
   <translation>{0} 既不是文件也不是块设备。</translation>
  </message>
  <message>
   <source>{0} is neither an ELF file nor says where it is to lie.</source>
   <translation>{0} 既不是 ELF 文件，也没有说明应放在何处。</translation>
  </message>
  <message>
   <source>{0} is no UUID.</source>
   <translation>{0} 不是 UUID。</translation>
  </message>
  <message>
   <source>{0} is no longer the file that the machine writes to: it was moved, replaced or deleted.</source>
   <translation>{0} 已不是虚拟机写入的文件：它被移动、替换或删除了。</translation>
  </message>
  <message>
   <source>{0} is no machine's uuid.</source>
   <translation>{0} 不是虚拟机的 uuid。</translation>
  </message>
  <message>
   <source>{0} is no web address.</source>
   <translation>{0} 不是网址。</translation>
  </message>
  <message>
   <source>{0} is not a BIOS image: its size is {1} bytes.</source>
   <translation>{0} 不是 BIOS 映像：其大小为 {1} 字节。</translation>
  </message>
  <message>
   <source>{0} is not a firmware image: it has {1} bytes.</source>
   <translation>{0} 不是固件映像：它有 {1} 字节。</translation>
  </message>
  <message>
   <source>{0} is not a kernel: it is neither a bzImage, nor Multiboot, nor an ELF file.</source>
   <translation>{0} 不是内核：既不是 bzImage 或 Multiboot，也不是 ELF 文件。</translation>
  </message>
  <message>
   <source>{0} is not a machine that VirtGUI has exported, or it is damaged.</source>
   <translation>{0} 不是 VirtGUI 导出的虚拟机，或者已损坏。</translation>
  </message>
  <message>
   <source>{0} is not written as fast as the guest sends: some of it is lost.</source>
   <translation>{0} 的写入跟不上客户机的发送：部分内容会丢失。</translation>
  </message>
  <message>
   <source>{0} is on a filesystem without locks: do not start a second machine that writes to it.</source>
   <translation>{0} 所在的文件系统不支持锁：请不要启动第二台会写入它的虚拟机。</translation>
  </message>
  <message>
   <source>{0} is running: its disks cannot be exchanged under it.</source>
   <translation>{0} 正在运行：不能在运行时更换其磁盘。</translation>
  </message>
  <message>
   <source>{0} is running: its disks change while they are copied.</source>
   <translation>{0} 正在运行：复制时其磁盘会发生变化。</translation>
  </message>
  <message>
   <source>{0} is running: its disks change while they are read.</source>
   <translation>{0} 正在运行：读取时其磁盘会发生变化。</translation>
  </message>
  <message>
   <source>{0} is set</source>
   <translation>已设置 {0}</translation>
  </message>
  <message>
   <source>{0} is too large to be started in 16 bits.</source>
   <translation>{0} 太大，无法以 16 位方式启动。</translation>
  </message>
  <message>
   <source>{0} is {1} bytes long, not a multiple of {2}: perhaps it was cut off. The missing end reads as zeros.</source>
   <translation>{0} 长 {1} 字节，不是 {2} 的倍数：可能被截断。缺失的末尾读为零。</translation>
  </message>
  <message>
   <source>{0} makes machines</source>
   <translation>{0} 可以创建虚拟机</translation>
  </message>
  <message>
   <source>{0} needs memory up to {1} MiB; the machine has {2} below 4 GiB.</source>
   <translation>{0} 需要直到 {1} MiB 的内存；虚拟机在 4 GiB 以下只有 {2} MiB。</translation>
  </message>
  <message>
   <source>{0} partition</source>
   <translation>{0} 个分区</translation>
  </message>
  <message>
   <source>{0} partitions</source>
   <translation>{0} 个分区</translation>
  </message>
  <message>
   <source>{0} sent another part than was asked for.</source>
   <translation>{0} 发来的不是所请求的部分。</translation>
  </message>
  <message>
   <source>{0} speaks version {1} of the KVM API, not {2}.</source>
   <translation>{0} 的 KVM API 版本为 {1}，而不是 {2}。</translation>
  </message>
  <message>
   <source>{0} that is not bootable{1}, {2}</source>
   <translation>不可启动的 {0}{1}，{2}</translation>
  </message>
  <message>
   <source>{0} wants to lie at {1}, where a kernel finds what it is told by its loader.</source>
   <translation>{0} 要放在 {1}，而内核正是在那里读取加载程序告知的信息。</translation>
  </message>
  <message>
   <source>{0} wants {1} MiB of memory, but this host has {2} MiB.</source>
   <translation>{0} 需要 {1} MiB 内存，但本主机只有 {2} MiB。</translation>
  </message>
  <message>
   <source>{0} was cut off.</source>
   <translation>{0} 的传输中断了。</translation>
  </message>
  <message>
   <source>{0} was made by a newer VirtGUI.</source>
   <translation>{0} 是由更新版本的 VirtGUI 创建的。</translation>
  </message>
  <message>
   <source>{0}, compressed ({1})</source>
   <translation>{0}，已压缩（{1}）</translation>
  </message>
  <message>
   <source>{0}, {1}: not supported</source>
   <translation>{0}，{1}：不支持</translation>
  </message>
  <message>
   <source>{0}: disk format {1} is not supported yet.</source>
   <translation>{0}：尚不支持磁盘格式 {1}。</translation>
  </message>
 </context>
 <context>
  <name>FaultPanel</name>
  <message>
   <source>&amp;Copy report</source>
   <translation>复制报告(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Reset</source>
   <translation>复位(&amp;R)</translation>
  </message>
  <message>
   <source>Instruction  {0}</source>
   <translation>指令  {0}</translation>
  </message>
  <message>
   <source>Instruction bytes: {0}</source>
   <translation>指令字节：{0}</translation>
  </message>
  <message>
   <source>Power &amp;off</source>
   <translation>强制关机(&amp;O)</translation>
  </message>
  <message>
   <source>Registers and instruction bytes</source>
   <translation>寄存器与指令字节</translation>
  </message>
  <message>
   <source>Stack</source>
   <translation>堆栈</translation>
  </message>
  <message>
   <source>The guest cannot go on.</source>
   <translation>客户机无法继续。</translation>
  </message>
  <message>
   <source>The registers are not known.</source>
   <translation>寄存器内容未知。</translation>
  </message>
  <message>
   <source>not known</source>
   <translation>未知</translation>
  </message>
 </context>
 <context>
  <name>FileRow</name>
  <message>
   <source>Browse for {0}</source>
   <translation>浏览{0}</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation>浏览…</translation>
  </message>
  <message>
   <source>Looking at the file…</source>
   <translation>正在查看文件…</translation>
  </message>
  <message>
   <source>Path of the file, or drop it here</source>
   <translation>文件路径，或将文件拖放到此处</translation>
  </message>
 </context>
 <context>
  <name>FindBar</name>
  <message>
   <source>Close (Esc)</source>
   <translation>关闭 (Esc)</translation>
  </message>
  <message>
   <source>Find in the console</source>
   <translation>在控制台中查找</translation>
  </message>
  <message>
   <source>Match case</source>
   <translation>区分大小写</translation>
  </message>
  <message>
   <source>Next hit (Enter)</source>
   <translation>下一处 (Enter)</translation>
  </message>
  <message>
   <source>Previous hit (Shift+Enter)</source>
   <translation>上一处 (Shift+Enter)</translation>
  </message>
  <message>
   <source>Text to find</source>
   <translation>要查找的文本</translation>
  </message>
  <message>
   <source>no hits</source>
   <translation>没有匹配</translation>
  </message>
  <message>
   <source>{0} hits</source>
   <translation>{0} 处匹配</translation>
  </message>
  <message>
   <source>{0} of {1}</source>
   <translation>第 {0} 处，共 {1} 处</translation>
  </message>
 </context>
 <context>
  <name>Graph</name>
  <message>
   <source>now</source>
   <translation>现在</translation>
  </message>
  <message>
   <source>{0} ago</source>
   <translation>{0} 前</translation>
  </message>
  <message>
   <source>{0} h</source>
   <translation>{0} 小时</translation>
  </message>
  <message>
   <source>{0} min</source>
   <translation>{0} 分钟</translation>
  </message>
  <message>
   <source>{0} min {1} s</source>
   <translation>{0} 分 {1} 秒</translation>
  </message>
  <message>
   <source>{0} s</source>
   <translation>{0} 秒</translation>
  </message>
 </context>
 <context>
  <name>HardwarePage</name>
  <message>
   <source> MiB</source>
   <translation> MiB</translation>
  </message>
  <message>
   <source>&amp;CPUs</source>
   <translation>CPU(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Memory</source>
   <translation>内存(&amp;M)</translation>
  </message>
  <message>
   <source>CPUs</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>Doctor</source>
   <translation>诊断</translation>
  </message>
  <message>
   <source>How much of this host may it use?</source>
   <translation>它可以使用本主机的多少资源？</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Memory and CPUs</source>
   <translation>内存与 CPU</translation>
  </message>
  <message>
   <source>Memory is taken as the guest uses it. Both can be changed later, in the machine's Details.</source>
   <translation>内存在客户机用到时才占用。两者以后都可在虚拟机的“详情”中更改。</translation>
  </message>
  <message>
   <source>The guest will run on the software CPU. {0}</source>
   <translation>客户机将在软件 CPU 上运行。{0}</translation>
  </message>
  <message>
   <source>This host has one CPU.</source>
   <translation>本主机有一个 CPU。</translation>
  </message>
  <message>
   <source>This host has {0} CPUs.</source>
   <translation>本主机有 {0} 个 CPU。</translation>
  </message>
  <message>
   <source>This host has {0} MiB, of which {1} MiB are free now.</source>
   <translation>本主机有 {0} MiB，其中 {1} MiB 目前可用。</translation>
  </message>
  <message>
   <source>one CPU</source>
   <translation>一个 CPU</translation>
  </message>
  <message>
   <source>{0} CPUs</source>
   <translation>{0} 个 CPU</translation>
  </message>
  <message>
   <source>{0} does well with {1} MiB and {2}. This comes from {3}.</source>
   <translation>{0} 适合 {1} MiB 和 {2}。建议来自 {3}。</translation>
  </message>
 </context>
 <context>
  <name>HexView</name>
  <message>
   <source>Bytes of {0}</source>
   <translation>{0} 的字节</translation>
  </message>
  <message>
   <source>Nothing has come from this port yet.</source>
   <translation>此串口尚未收到任何内容。</translation>
  </message>
 </context>
 <context>
  <name>HostStatus</name>
  <message>
   <source>%n machines, {} running</source>
   <translation>%n 台虚拟机，{} 台运行中</translation>
  </message>
  <message>
   <source>1 machine, {} running</source>
   <translation>1 台虚拟机，{} 台运行中</translation>
  </message>
  <message>
   <source>Guests run on the CPU itself.</source>
   <translation>客户机直接在 CPU 上运行。</translation>
  </message>
  <message>
   <source>Host: %n CPUs{}</source>
   <translation>主机：%n 个 CPU{}</translation>
  </message>
  <message>
   <source>Host: 1 CPU{}</source>
   <translation>主机:1 个 CPU{}</translation>
  </message>
  <message>
   <source>KVM: emulated</source>
   <translation>KVM：模拟</translation>
  </message>
  <message>
   <source>KVM: hardware</source>
   <translation>KVM：硬件</translation>
  </message>
  <message>
   <source>KVM: not available</source>
   <translation>KVM：不可用</translation>
  </message>
  <message>
   <source>More than there is: guests may be killed when they use it all.</source>
   <translation>超过现有内存：如果客户机用完，可能会被终止。</translation>
  </message>
  <message>
   <source>The memory of all running machines, used or not</source>
   <translation>所有运行中虚拟机的内存，无论是否用到</translation>
  </message>
  <message>
   <source>This host's CPU shows no svm or vmx: its /dev/kvm is itself emulated, and slow.</source>
   <translation>本主机的 CPU 没有 svm 或 vmx：其 /dev/kvm 本身是模拟的，速度较慢。</translation>
  </message>
  <message>
   <source>Where the machines are: {}</source>
   <translation>虚拟机所在位置：{}</translation>
  </message>
  <message>
   <source>{:.1f} of {:.0f} GiB memory promised</source>
   <translation>已承诺内存 {:.1f} / {:.0f} GiB</translation>
  </message>
  <message>
   <source>{} disk space free</source>
   <translation>可用磁盘空间 {}</translation>
  </message>
 </context>
 <context>
  <name>Keeper</name>
  <message>
   <source>A name has up to 64 letters (A-Z), digits, spaces and . _ + - and begins with one of the first.</source>
   <translation>名称最多 64 个字符，可用字母 (A-Z)、数字、空格和 . _ + -，并以字母或数字开头。</translation>
  </message>
  <message>
   <source>A snapshot is being taken already.</source>
   <translation>已在创建快照。</translation>
  </message>
  <message>
   <source>Give the snapshot a name.</source>
   <translation>请为快照命名。</translation>
  </message>
  <message>
   <source>It is running: power it off, or take a snapshot of it first.</source>
   <translation>它正在运行：请先强制关机，或先为它创建快照。</translation>
  </message>
  <message>
   <source>The machine ended before the snapshot was taken.</source>
   <translation>快照完成之前虚拟机已结束。</translation>
  </message>
  <message>
   <source>There is a snapshot of this name already.</source>
   <translation>已有同名快照。</translation>
  </message>
  <message>
   <source>What became of the snapshot is not known: the connection was lost.</source>
   <translation>快照结果未知：连接已断开。</translation>
  </message>
 </context>
 <context>
  <name>Keys</name>
  <message>
   <source>Left Alt</source>
   <translation>左 Alt</translation>
  </message>
  <message>
   <source>Left Ctrl</source>
   <translation>左 Ctrl</translation>
  </message>
  <message>
   <source>Left Shift</source>
   <translation>左 Shift</translation>
  </message>
  <message>
   <source>Left Super</source>
   <translation>左 Super</translation>
  </message>
  <message>
   <source>Menu</source>
   <translation>菜单键</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <source>Right Alt</source>
   <translation>右 Alt</translation>
  </message>
  <message>
   <source>Right Ctrl</source>
   <translation>右 Ctrl</translation>
  </message>
  <message>
   <source>Right Shift</source>
   <translation>右 Shift</translation>
  </message>
  <message>
   <source>Right Super</source>
   <translation>右 Super</translation>
  </message>
  <message>
   <source>Scroll Lock</source>
   <translation>Scroll Lock</translation>
  </message>
  <message>
   <source>end all tasks</source>
   <translation>结束所有任务</translation>
  </message>
  <message>
   <source>help</source>
   <translation>帮助</translation>
  </message>
  <message>
   <source>keyboard to raw mode</source>
   <translation>键盘切换到原始模式</translation>
  </message>
  <message>
   <source>kill all tasks</source>
   <translation>终止所有任务</translation>
  </message>
  <message>
   <source>list blocked tasks</source>
   <translation>列出被阻塞的任务</translation>
  </message>
  <message>
   <source>list tasks</source>
   <translation>列出任务</translation>
  </message>
  <message>
   <source>reboot at once</source>
   <translation>立即重启</translation>
  </message>
  <message>
   <source>remount read-only</source>
   <translation>以只读方式重新挂载</translation>
  </message>
  <message>
   <source>sync disks</source>
   <translation>同步磁盘</translation>
  </message>
 </context>
 <context>
  <name>LogView</name>
  <message>
   <source>Check its permissions.</source>
   <translation>请检查其权限。</translation>
  </message>
  <message>
   <source>Filter of the log</source>
   <translation>日志过滤器</translation>
  </message>
  <message>
   <source>Follow</source>
   <translation>跟随</translation>
  </message>
  <message>
   <source>Log of the VM process</source>
   <translation>VM 进程的日志</translation>
  </message>
  <message>
   <source>Open directory</source>
   <translation>打开目录</translation>
  </message>
  <message>
   <source>Show only lines with these words</source>
   <translation>只显示含有这些词的行</translation>
  </message>
  <message>
   <source>Show the end as the log grows</source>
   <translation>日志增长时显示末尾</translation>
  </message>
  <message>
   <source>The log is empty: the machine has not been started, or has nothing to say.</source>
   <translation>日志是空的：虚拟机尚未启动过，或没有什么可说的。</translation>
  </message>
  <message>
   <source>{0} cannot be read: {1}.</source>
   <translation>无法读取 {0}：{1}。</translation>
  </message>
 </context>
 <context>
  <name>Machine</name>
  <message>
   <source>It fits into no drive.</source>
   <translation>没有驱动器适合它。</translation>
  </message>
 </context>
 <context>
  <name>MachineActions</name>
  <message>
   <source>&amp;Clone…</source>
   <translation>克隆(&amp;C)…</translation>
  </message>
  <message>
   <source>&amp;Open</source>
   <translation>打开(&amp;O)</translation>
  </message>
  <message>
   <source>&amp;Pause</source>
   <translation>暂停(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Run</source>
   <translation>运行(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Take snapshot…</source>
   <translation>创建快照(&amp;T)…</translation>
  </message>
  <message>
   <source>Both</source>
   <translation>两者</translation>
  </message>
  <message>
   <source>Call it something else</source>
   <translation>换一个名称</translation>
  </message>
  <message>
   <source>Copy picture</source>
   <translation>复制图片</translation>
  </message>
  <message>
   <source>Copy text</source>
   <translation>复制文本</translation>
  </message>
  <message>
   <source>Cut its power: what is not saved is lost</source>
   <translation>切断其电源：未保存的内容会丢失</translation>
  </message>
  <message>
   <source>De&amp;lete…</source>
   <translation>删除(&amp;L)…</translation>
  </message>
  <message>
   <source>Delete it. Disks stay unless you tick them</source>
   <translation>删除它。磁盘会保留，除非您勾选</translation>
  </message>
  <message>
   <source>Details</source>
   <translation>详情</translation>
  </message>
  <message>
   <source>E&amp;xport…</source>
   <translation>导出(&amp;X)…</translation>
  </message>
  <message>
   <source>Find text on the screen</source>
   <translation>在屏幕上查找文本</translation>
  </message>
  <message>
   <source>Full screen</source>
   <translation>全屏</translation>
  </message>
  <message>
   <source>Give keyboard and mouse to the guest</source>
   <translation>把键盘和鼠标交给客户机</translation>
  </message>
  <message>
   <source>Keep disks and hardware as they are</source>
   <translation>保存磁盘和硬件的当前状态</translation>
  </message>
  <message>
   <source>Let it go on</source>
   <translation>让它继续</translation>
  </message>
  <message>
   <source>Let the guest go on</source>
   <translation>让客户机继续</translation>
  </message>
  <message>
   <source>Let the guest set and read the clipboard through a serial port (OSC 52); now it may not</source>
   <translation>允许客户机通过串口 (OSC 52) 设置和读取剪贴板；目前不允许</translation>
  </message>
  <message>
   <source>Let the guest use the clipboard</source>
   <translation>允许客户机使用剪贴板</translation>
  </message>
  <message>
   <source>Machine</source>
   <translation>虚拟机</translation>
  </message>
  <message>
   <source>Make another like it, with copies of its disks</source>
   <translation>创建一台同样的虚拟机，并复制其磁盘</translation>
  </message>
  <message>
   <source>Open its window</source>
   <translation>打开其窗口</translation>
  </message>
  <message>
   <source>Own window for the console</source>
   <translation>将控制台放入单独窗口</translation>
  </message>
  <message>
   <source>Paste as typing</source>
   <translation>以键入方式粘贴</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>暂停</translation>
  </message>
  <message>
   <source>Performance</source>
   <translation>性能</translation>
  </message>
  <message>
   <source>Power o&amp;ff</source>
   <translation>强制关机(&amp;F)</translation>
  </message>
  <message>
   <source>Power off</source>
   <translation>强制关机</translation>
  </message>
  <message>
   <source>Press its power button: the guest shuts itself down</source>
   <translation>按其电源按钮：客户机自行关机</translation>
  </message>
  <message>
   <source>Press its reset button: what is not saved is lost</source>
   <translation>按其复位按钮：未保存的内容会丢失</translation>
  </message>
  <message>
   <source>R&amp;eset</source>
   <translation>复位(&amp;E)</translation>
  </message>
  <message>
   <source>Re&amp;name…</source>
   <translation>重命名(&amp;N)…</translation>
  </message>
  <message>
   <source>Reset</source>
   <translation>复位</translation>
  </message>
  <message>
   <source>Resu&amp;me</source>
   <translation>恢复(&amp;M)</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>恢复</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>运行</translation>
  </message>
  <message>
   <source>Save picture…</source>
   <translation>保存图片…</translation>
  </message>
  <message>
   <source>Screen</source>
   <translation>屏幕</translation>
  </message>
  <message>
   <source>Screenshot</source>
   <translation>截图</translation>
  </message>
  <message>
   <source>Select a machine first.</source>
   <translation>请先选择一台虚拟机。</translation>
  </message>
  <message>
   <source>Select text with the mouse</source>
   <translation>用鼠标选择文本</translation>
  </message>
  <message>
   <source>Serial</source>
   <translation>串口</translation>
  </message>
  <message>
   <source>Shut &amp;down</source>
   <translation>关机(&amp;D)</translation>
  </message>
  <message>
   <source>Shut down</source>
   <translation>关机</translation>
  </message>
  <message>
   <source>Snapshots</source>
   <translation>快照</translation>
  </message>
  <message>
   <source>Start it and open its window</source>
   <translation>启动并打开其窗口</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Stop its CPUs for a while</source>
   <translation>暂时停止其 CPU</translation>
  </message>
  <message>
   <source>Stop its CPUs until it is resumed</source>
   <translation>停止其 CPU，直到恢复</translation>
  </message>
  <message>
   <source>Switch it on</source>
   <translation>开机</translation>
  </message>
  <message>
   <source>Switch screen and serial</source>
   <translation>切换屏幕与串口</translation>
  </message>
  <message>
   <source>This is done with one machine at a time.</source>
   <translation>此操作一次只能针对一台虚拟机。</translation>
  </message>
  <message>
   <source>Write it to one file, to be carried elsewhere</source>
   <translation>写入一个文件，以便带到别处</translation>
  </message>
 </context>
 <context>
  <name>MachineDelegate</name>
  <message>
   <source>1 CPU</source>
   <translation>1 个 CPU</translation>
  </message>
  <message>
   <source>software CPU</source>
   <translation>软件 CPU</translation>
  </message>
  <message>
   <source>{} CPUs</source>
   <translation>{} 个 CPU</translation>
  </message>
 </context>
 <context>
  <name>MachineGrid</name>
  <message>
   <source>Machines, as pictures</source>
   <translation>虚拟机（图片）</translation>
  </message>
 </context>
 <context>
  <name>MachineLife</name>
  <message>
   <source> (line {})</source>
   <translation>（第 {} 行）</translation>
  </message>
  <message>
   <source>Could not start</source>
   <translation>无法启动</translation>
  </message>
  <message>
   <source>Power it off to cut its power.</source>
   <translation>可强制关机以切断其电源。</translation>
  </message>
  <message>
   <source>Run starts it again.</source>
   <translation>点“运行”可再次启动它。</translation>
  </message>
  <message>
   <source>Start it first.</source>
   <translation>请先启动它。</translation>
  </message>
  <message>
   <source>The guest has not reacted to the power button.</source>
   <translation>客户机没有对电源按钮作出反应。</translation>
  </message>
  <message>
   <source>The power button was pressed; the guest decides.</source>
   <translation>已按下电源按钮；由客户机决定。</translation>
  </message>
  <message>
   <source>{} does not run.</source>
   <translation>{} 没有运行。</translation>
  </message>
 </context>
 <context>
  <name>MachineList</name>
  <message>
   <source>Machines</source>
   <translation>虚拟机</translation>
  </message>
 </context>
 <context>
  <name>MachineState</name>
  <message>
   <source>Broken</source>
   <translation>已损坏</translation>
  </message>
  <message>
   <source>Crashed</source>
   <translation>已崩溃</translation>
  </message>
  <message>
   <source>It is off.</source>
   <translation>它已关机。</translation>
  </message>
  <message>
   <source>It is paused: resume it first.</source>
   <translation>它已暂停：请先恢复运行。</translation>
  </message>
  <message>
   <source>It is running already.</source>
   <translation>它已经在运行。</translation>
  </message>
  <message>
   <source>It is running: power it off first.</source>
   <translation>它正在运行：请先强制关机。</translation>
  </message>
  <message>
   <source>It is shutting down.</source>
   <translation>它正在关机。</translation>
  </message>
  <message>
   <source>It is still starting.</source>
   <translation>它还在启动。</translation>
  </message>
  <message>
   <source>It runs.</source>
   <translation>它正在运行。</translation>
  </message>
  <message>
   <source>It waits because of a disk error: resume it first.</source>
   <translation>它因磁盘错误而等待：请先恢复运行。</translation>
  </message>
  <message>
   <source>Its description is broken: correct machine.toml first.</source>
   <translation>其描述已损坏：请先修正 machine.toml。</translation>
  </message>
  <message>
   <source>Its guest has stopped for good: reset it, or power it off.</source>
   <translation>其客户机已彻底停止：请将其复位或强制关机。</translation>
  </message>
  <message>
   <source>Its guest has stopped for good: reset it.</source>
   <translation>其客户机已彻底停止：请将其复位。</translation>
  </message>
  <message>
   <source>Off</source>
   <translation>已关机</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>已暂停</translation>
  </message>
  <message>
   <source>Paused: disk error</source>
   <translation>已暂停：磁盘错误</translation>
  </message>
  <message>
   <source>Running</source>
   <translation>运行中</translation>
  </message>
  <message>
   <source>Shutting down</source>
   <translation>正在关机</translation>
  </message>
  <message>
   <source>Starting</source>
   <translation>正在启动</translation>
  </message>
  <message>
   <source>Stopped by a fault</source>
   <translation>因故障停止</translation>
  </message>
 </context>
 <context>
  <name>MachineTree</name>
  <message>
   <source>Broken</source>
   <translation>已损坏</translation>
  </message>
  <message>
   <source>Bytes a second read from and written to disks</source>
   <translation>每秒从磁盘读取和写入的字节数</translation>
  </message>
  <message>
   <source>CPU</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>CPU time of the VM process, in per cent of one host CPU</source>
   <translation>VM 进程的 CPU 时间，以一个主机 CPU 的百分比表示</translation>
  </message>
  <message>
   <source>Disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>Exits</source>
   <translation>退出</translation>
  </message>
  <message>
   <source>Group {}, %n machines</source>
   <translation>分组 {},%n 台虚拟机</translation>
  </message>
  <message>
   <source>Group {}, 1 machine</source>
   <translation>分组 {},1 台虚拟机</translation>
  </message>
  <message>
   <source>How often a second the guest has to be helped by the VM process</source>
   <translation>客户机每秒需要 VM 进程协助的次数</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Memory of the host that the VM process occupies</source>
   <translation>VM 进程占用的主机内存</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>Sort by name</source>
   <translation>按名称排序</translation>
  </message>
  <message>
   <source>Sort by state</source>
   <translation>按状态排序</translation>
  </message>
  <message>
   <source>State</source>
   <translation>状态</translation>
  </message>
  <message>
   <source>The VM process occupies {}; its guest has {} MiB.</source>
   <translation>VM 进程占用 {}；其客户机有 {} MiB。</translation>
  </message>
  <message>
   <source>guest {:.0f} %, kernel {:.0f} %, VM process {:.0f} % of one CPU</source>
   <translation>占一个 CPU：客户机 {:.0f} %,内核 {:.0f} %,VM 进程 {:.0f} %</translation>
  </message>
  <message>
   <source>{} read, {} written</source>
   <translation>读 {}，写 {}</translation>
  </message>
  <message>
   <source>{}, but its process is stopped</source>
   <translation>{}，但其进程已停止</translation>
  </message>
 </context>
 <context>
  <name>MachineWindow</name>
  <message>
   <source>Apply</source>
   <translation>应用</translation>
  </message>
  <message>
   <source>Bring the console back</source>
   <translation>收回控制台</translation>
  </message>
  <message>
   <source>Changes to this machine are not applied yet.</source>
   <translation>对此虚拟机的更改尚未应用。</translation>
  </message>
  <message>
   <source>Close without them</source>
   <translation>不应用并关闭</translation>
  </message>
  <message>
   <source>Full screen</source>
   <translation>全屏</translation>
  </message>
  <message>
   <source>It may not.</source>
   <translation>目前不允许。</translation>
  </message>
  <message>
   <source>Leave full screen</source>
   <translation>退出全屏</translation>
  </message>
  <message>
   <source>Let it</source>
   <translation>允许</translation>
  </message>
  <message>
   <source>Own window for the console</source>
   <translation>将控制台放入单独窗口</translation>
  </message>
  <message>
   <source>Screen</source>
   <translation>屏幕</translation>
  </message>
  <message>
   <source>Serial</source>
   <translation>串口</translation>
  </message>
  <message>
   <source>The guest wants to use the clipboard, by {0}.</source>
   <translation>客户机想通过 {0} 使用剪贴板。</translation>
  </message>
  <message>
   <source>They are listed below.</source>
   <translation>更改列在下方。</translation>
  </message>
  <message>
   <source>{0} – {1} – VirtGUI</source>
   <translation>{0} – {1} – VirtGUI</translation>
  </message>
 </context>
 <context>
  <name>ManagerBar</name>
  <message>
   <source>&amp;New…</source>
   <translation>新建(&amp;N)…</translation>
  </message>
  <message>
   <source>All</source>
   <translation>全部</translation>
  </message>
  <message>
   <source>Create a machine (Ctrl+N)</source>
   <translation>创建虚拟机 (Ctrl+N)</translation>
  </message>
  <message>
   <source>In trouble</source>
   <translation>有问题</translation>
  </message>
  <message>
   <source>Off</source>
   <translation>已关机</translation>
  </message>
  <message>
   <source>Pictures instead of the list</source>
   <translation>以图片代替列表</translation>
  </message>
  <message>
   <source>Running</source>
   <translation>运行中</translation>
  </message>
  <message>
   <source>Search machines</source>
   <translation>搜索虚拟机</translation>
  </message>
  <message>
   <source>Search name, notes, media</source>
   <translation>搜索名称、备注、介质</translation>
  </message>
  <message>
   <source>Show machines by state</source>
   <translation>按状态显示虚拟机</translation>
  </message>
  <message>
   <source>Show only machines with all of these words (Ctrl+F)</source>
   <translation>只显示含有所有这些词的虚拟机 (Ctrl+F)</translation>
  </message>
  <message>
   <source>Show the screens of the machines instead of the list (Ctrl+G)</source>
   <translation>以虚拟机的屏幕代替列表 (Ctrl+G)</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Toolbar</source>
   <translation>工具栏</translation>
  </message>
  <message>
   <source>Which machines are shown</source>
   <translation>显示哪些虚拟机</translation>
  </message>
 </context>
 <context>
  <name>ManagerMenus</name>
  <message>
   <source>&amp;About VirtGUI</source>
   <translation>关于 VirtGUI(&amp;A)</translation>
  </message>
  <message>
   <source>&amp;Columns</source>
   <translation>列(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Doctor</source>
   <translation>诊断(&amp;D)</translation>
  </message>
  <message>
   <source>&amp;File</source>
   <translation>文件(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Group</source>
   <translation>分组(&amp;G)</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>帮助(&amp;H)</translation>
  </message>
  <message>
   <source>&amp;Import…</source>
   <translation>导入(&amp;I)…</translation>
  </message>
  <message>
   <source>&amp;Light</source>
   <translation>浅色(&amp;L)</translation>
  </message>
  <message>
   <source>&amp;Machine</source>
   <translation>虚拟机(&amp;M)</translation>
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation>退出(&amp;Q)</translation>
  </message>
  <message>
   <source>&amp;Search</source>
   <translation>搜索(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>视图(&amp;V)</translation>
  </message>
  <message>
   <source>Close all windows. Machines that run go on running.</source>
   <translation>关闭所有窗口。正在运行的虚拟机继续运行。</translation>
  </message>
  <message>
   <source>Colours of the &amp;desktop</source>
   <translation>跟随桌面颜色(&amp;D)</translation>
  </message>
  <message>
   <source>D&amp;ark</source>
   <translation>深色(&amp;A)</translation>
  </message>
  <message>
   <source>Make a machine of a file that was exported</source>
   <translation>由导出的文件创建虚拟机</translation>
  </message>
  <message>
   <source>What this host has for machines, and how to mend what it lacks</source>
   <translation>本主机为虚拟机提供了什么，以及如何补足缺少的部分</translation>
  </message>
 </context>
 <context>
  <name>ManagerWindow</name>
  <message>
   <source>A virtual-machine manager with its own KVM engine. Licence: GPL 2.0 or later.</source>
   <translation>自带 KVM 引擎的虚拟机管理器。许可证：GPL 2.0 或更高版本。</translation>
  </message>
  <message>
   <source>Copy details</source>
   <translation>复制详细信息</translation>
  </message>
  <message>
   <source>Doctor</source>
   <translation>诊断</translation>
  </message>
  <message>
   <source>Please report it. Your machines are not affected.</source>
   <translation>请报告此问题。您的虚拟机不受影响。</translation>
  </message>
  <message>
   <source>The doctor knows how to mend it.</source>
   <translation>诊断知道如何修复。</translation>
  </message>
  <message>
   <source>The list shows all there are.</source>
   <translation>列表显示了所有虚拟机。</translation>
  </message>
  <message>
   <source>There is no machine called “{}”.</source>
   <translation>没有名为“{}”的虚拟机。</translation>
  </message>
  <message>
   <source>VirtGUI</source>
   <translation>VirtGUI</translation>
  </message>
  <message>
   <source>VirtGUI made a mistake: {}.</source>
   <translation>VirtGUI 出错了：{}。</translation>
  </message>
  <message>
   <source>VirtGUI {}</source>
   <translation>VirtGUI {}</translation>
  </message>
 </context>
 <context>
  <name>ManagerWork</name>
  <message>
   <source>A group for {0}</source>
   <translation>{0} 的分组</translation>
  </message>
  <message>
   <source>Cloning {0}</source>
   <translation>正在克隆 {0}</translation>
  </message>
  <message>
   <source>Export {0}</source>
   <translation>导出 {0}</translation>
  </message>
  <message>
   <source>Exporting {0}</source>
   <translation>正在导出 {0}</translation>
  </message>
  <message>
   <source>Give the group a name.</source>
   <translation>请为分组命名。</translation>
  </message>
  <message>
   <source>Group</source>
   <translation>分组</translation>
  </message>
  <message>
   <source>Import a machine</source>
   <translation>导入虚拟机</translation>
  </message>
  <message>
   <source>Importing {0}</source>
   <translation>正在导入 {0}</translation>
  </message>
  <message>
   <source>In the trash: {0}.</source>
   <translation>已移到回收站：{0}。</translation>
  </message>
  <message>
   <source>Its snapshots are not in it.</source>
   <translation>其中不含快照。</translation>
  </message>
  <message>
   <source>New group…</source>
   <translation>新建分组…</translation>
  </message>
  <message>
   <source>No group</source>
   <translation>无分组</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>重命名</translation>
  </message>
  <message>
   <source>Rename {0}: its directory is renamed, too.</source>
   <translation>重命名 {0}：其目录也会重命名。</translation>
  </message>
  <message>
   <source>Snapshot of {0}</source>
   <translation>{0} 的快照</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>VirtGUI machines (*{0});;All files (*)</source>
   <translation>VirtGUI 虚拟机 (*{0});;所有文件 (*)</translation>
  </message>
  <message>
   <source>{0} was deleted.</source>
   <translation>{0} 已删除。</translation>
  </message>
  <message>
   <source>{0} was exported.</source>
   <translation>{0} 已导出。</translation>
  </message>
  <message>
   <source>{0}: “{1}” was taken.</source>
   <translation>{0}：已创建“{1}”。</translation>
  </message>
 </context>
 <context>
  <name>MediaMenu</name>
  <message>
   <source>All files (*)</source>
   <translation>所有文件 (*)</translation>
  </message>
  <message>
   <source>CD drive</source>
   <translation>CD 驱动器</translation>
  </message>
  <message>
   <source>CD images (*.iso);;All files (*)</source>
   <translation>CD 映像 (*.iso);;所有文件 (*)</translation>
  </message>
  <message>
   <source>Choose an image; the guest finds it in the drive at once.</source>
   <translation>选择映像文件；客户机立即在驱动器中看到它。</translation>
  </message>
  <message>
   <source>Discs and floppies</source>
   <translation>光盘和软盘</translation>
  </message>
  <message>
   <source>Eject</source>
   <translation>弹出</translation>
  </message>
  <message>
   <source>Eject it in the guest; by force it may lose what it was about.</source>
   <translation>请在客户机中弹出；强行取出可能使它丢失正在处理的内容。</translation>
  </message>
  <message>
   <source>Eject {0}</source>
   <translation>弹出 {0}</translation>
  </message>
  <message>
   <source>Floppy drive</source>
   <translation>软盘驱动器</translation>
  </message>
  <message>
   <source>Insert a disc</source>
   <translation>插入光盘</translation>
  </message>
  <message>
   <source>Insert a disc…</source>
   <translation>插入光盘…</translation>
  </message>
  <message>
   <source>Insert a floppy</source>
   <translation>插入软盘</translation>
  </message>
  <message>
   <source>Insert a floppy…</source>
   <translation>插入软盘…</translation>
  </message>
  <message>
   <source>It runs without this drive. Details adds one, for its next start.</source>
   <translation>它运行时没有这个驱动器。可在“详细信息”中添加，下次启动时生效。</translation>
  </message>
  <message>
   <source>Its description is broken.</source>
   <translation>它的描述文件已损坏。</translation>
  </message>
  <message>
   <source>Take it out all the same</source>
   <translation>仍然取出</translation>
  </message>
  <message>
   <source>The drive is empty.</source>
   <translation>驱动器是空的。</translation>
  </message>
  <message>
   <source>The guest holds {0}.</source>
   <translation>客户机占用着 {0}。</translation>
  </message>
  <message>
   <source>{0} is in its drive.</source>
   <translation>{0} 已放入驱动器。</translation>
  </message>
  <message>
   <source>{0} was taken out.</source>
   <translation>{0} 已取出。</translation>
  </message>
 </context>
 <context>
  <name>MessageBar</name>
  <message>
   <source>Close this message</source>
   <translation>关闭此消息</translation>
  </message>
  <message>
   <source>Close this message (Esc)</source>
   <translation>关闭此消息 (Esc)</translation>
  </message>
  <message>
   <source>Doctor</source>
   <translation>诊断</translation>
  </message>
 </context>
 <context>
  <name>NamePanel</name>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
 </context>
 <context>
  <name>NewMachineWizard</name>
  <message>
   <source>&amp;Back</source>
   <translation>上一步(&amp;B)</translation>
  </message>
  <message>
   <source>&amp;Create</source>
   <translation>创建(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Next</source>
   <translation>下一步(&amp;N)</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Cancelled: nothing was made.</source>
   <translation>已取消：没有创建任何内容。</translation>
  </message>
  <message>
   <source>Create and &amp;start</source>
   <translation>创建并启动(&amp;S)</translation>
  </message>
  <message>
   <source>Finish the steps before it first.</source>
   <translation>请先完成前面的步骤。</translation>
  </message>
  <message>
   <source>New machine</source>
   <translation>新建虚拟机</translation>
  </message>
  <message>
   <source>Progress of making the machine</source>
   <translation>创建虚拟机的进度</translation>
  </message>
  <message>
   <source>Taking it back…</source>
   <translation>正在撤回…</translation>
  </message>
  <message>
   <source>This is the first step.</source>
   <translation>这是第一步。</translation>
  </message>
 </context>
 <context>
  <name>Notice</name>
  <message>
   <source>Put this message away</source>
   <translation>收起此消息</translation>
  </message>
  <message>
   <source>Remedy</source>
   <translation>解决办法</translation>
  </message>
 </context>
 <context>
  <name>Notifier</name>
  <message>
   <source>{0} has shut down</source>
   <translation>{0} 已关机</translation>
  </message>
 </context>
 <context>
  <name>OwnKeys</name>
  <message>
   <source>Copy text</source>
   <translation>复制文本</translation>
  </message>
  <message>
   <source>Find text on the screen</source>
   <translation>在屏幕上查找文本</translation>
  </message>
  <message>
   <source>Full screen</source>
   <translation>全屏</translation>
  </message>
  <message>
   <source>None</source>
   <translation>无</translation>
  </message>
  <message>
   <source>Paste as typing</source>
   <translation>以键入方式粘贴</translation>
  </message>
  <message>
   <source>Show both</source>
   <translation>两者都显示</translation>
  </message>
  <message>
   <source>Show the screen</source>
   <translation>显示屏幕</translation>
  </message>
  <message>
   <source>Show the serial port</source>
   <translation>显示串口</translation>
  </message>
 </context>
 <context>
  <name>PerformancePage</name>
  <message>
   <source>CPU</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>Disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>Exits</source>
   <translation>退出</translation>
  </message>
  <message>
   <source>Guest</source>
   <translation>客户机</translation>
  </message>
  <message>
   <source>Kernel</source>
   <translation>内核</translation>
  </message>
  <message>
   <source>MMIO read</source>
   <translation>MMIO 读</translation>
  </message>
  <message>
   <source>MMIO write</source>
   <translation>MMIO 写</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Network</source>
   <translation>网络</translation>
  </message>
  <message>
   <source>Serial ports</source>
   <translation>串口</translation>
  </message>
  <message>
   <source>Show the last</source>
   <translation>显示最近</translation>
  </message>
  <message>
   <source>Show the last {0} minutes</source>
   <translation>显示最近 {0} 分钟</translation>
  </message>
  <message>
   <source>VM process</source>
   <translation>VM 进程</translation>
  </message>
  <message>
   <source>from guest</source>
   <translation>来自客户机</translation>
  </message>
  <message>
   <source>in use</source>
   <translation>使用中</translation>
  </message>
  <message>
   <source>interrupted</source>
   <translation>被中断</translation>
  </message>
  <message>
   <source>other</source>
   <translation>其他</translation>
  </message>
  <message>
   <source>port read</source>
   <translation>端口读</translation>
  </message>
  <message>
   <source>port string</source>
   <translation>端口串</translation>
  </message>
  <message>
   <source>port write</source>
   <translation>端口写</translation>
  </message>
  <message>
   <source>read</source>
   <translation>读</translation>
  </message>
  <message>
   <source>to guest</source>
   <translation>发往客户机</translation>
  </message>
  <message>
   <source>used by the guest</source>
   <translation>客户机已用</translation>
  </message>
  <message>
   <source>written</source>
   <translation>写</translation>
  </message>
  <message>
   <source>{0} min</source>
   <translation>{0} 分钟</translation>
  </message>
 </context>
 <context>
  <name>Plan</name>
  <message>
   <source>A PC needs at least {0} MiB to start.</source>
   <translation>PC 至少需要 {0} MiB 才能启动。</translation>
  </message>
  <message>
   <source>A machine has 1 to {0} CPUs.</source>
   <translation>虚拟机有 1 至 {0} 个 CPU。</translation>
  </message>
  <message>
   <source>Choose a disk image.</source>
   <translation>请选择磁盘映像。</translation>
  </message>
  <message>
   <source>Choose a file.</source>
   <translation>请选择文件。</translation>
  </message>
  <message>
   <source>Choose another file.</source>
   <translation>请选择其他文件。</translation>
  </message>
  <message>
   <source>Only {0} MiB are free now: the host may swap, and everything on it become slow.</source>
   <translation>目前只有 {0} MiB 可用：主机可能开始交换，一切都会变慢。</translation>
  </message>
  <message>
   <source>Only {0} are free: when the host's disk is full, the guest is paused until there is room.</source>
   <translation>只有 {0} 可用：主机磁盘写满时，客户机会暂停，直到有空间。</translation>
  </message>
  <message>
   <source>The choice above has been set to what this file is.</source>
   <translation>上面的选项已按此文件的类型设置。</translation>
  </message>
  <message>
   <source>The file is being looked at.</source>
   <translation>正在查看该文件。</translation>
  </message>
  <message>
   <source>The initrd is being looked at.</source>
   <translation>正在查看 initrd。</translation>
  </message>
  <message>
   <source>The machine starts from this disk already: choose another, or none.</source>
   <translation>虚拟机已从此磁盘启动：请选择其他磁盘，或不选。</translation>
  </message>
  <message>
   <source>The software CPU is one CPU: with more, the guest runs on this host's emulated KVM.</source>
   <translation>软件 CPU 只有一个 CPU：多于一个时，客户机将在本主机的模拟 KVM 上运行。</translation>
  </message>
  <message>
   <source>This host has {0} MiB of memory: give the machine less.</source>
   <translation>本主机有 {0} MiB 内存：请给虚拟机少一些。</translation>
  </message>
  <message>
   <source>This host has {0}: more CPUs than that make a guest slower, not faster.</source>
   <translation>本主机有 {0}：更多 CPU 会使客户机变慢而不是变快。</translation>
  </message>
  <message>
   <source>Without KVM a machine has one CPU: choose one, or let the Doctor say how to get KVM.</source>
   <translation>没有 KVM 时虚拟机只有一个 CPU：请选择一个，或让诊断说明如何获得 KVM。</translation>
  </message>
  <message>
   <source>one CPU</source>
   <translation>一个 CPU</translation>
  </message>
  <message>
   <source>{0} CPUs</source>
   <translation>{0} 个 CPU</translation>
  </message>
  <message>
   <source>{0}. It cannot be used as a hard disk: choose a disk image.</source>
   <translation>{0}。它不能用作硬盘：请选择磁盘映像。</translation>
  </message>
  <message>
   <source>{0}. It cannot be used so: choose another file.</source>
   <translation>{0}。不能这样使用它：请选择其他文件。</translation>
  </message>
 </context>
 <context>
  <name>QuitPanel</name>
  <message>
   <source>%n machines are running: {0}.</source>
   <translation>有 %n 台虚拟机正在运行：{0}。</translation>
  </message>
  <message>
   <source>Do not ask again: leave them running</source>
   <translation>不再询问：让它们继续运行</translation>
  </message>
  <message>
   <source>Do not quit</source>
   <translation>不退出</translation>
  </message>
  <message>
   <source>Leave them running</source>
   <translation>让它们继续运行</translation>
  </message>
  <message>
   <source>Machines are processes of their own: they go on without this window, and are here again next time.</source>
   <translation>虚拟机是独立的进程：没有此窗口也会继续运行，下次会再次出现在这里。</translation>
  </message>
  <message>
   <source>Power them off now</source>
   <translation>立即强制关机</translation>
  </message>
  <message>
   <source>Shut them down, then quit</source>
   <translation>让它们关机，然后退出</translation>
  </message>
  <message>
   <source>Waiting for {0} to shut down. A guest may ignore it.</source>
   <translation>正在等待 {0} 关机。客户机可能不予理会。</translation>
  </message>
  <message>
   <source>{0} is running.</source>
   <translation>{0} 正在运行。</translation>
  </message>
 </context>
 <context>
  <name>Record</name>
  <message>
   <source>Animated pictures (*.png *.apng)</source>
   <translation>动画图片 (*.png *.apng)</translation>
  </message>
  <message>
   <source>Record the screen's text…</source>
   <translation>录制屏幕文本…</translation>
  </message>
  <message>
   <source>Record the screen…</source>
   <translation>录制屏幕…</translation>
  </message>
  <message>
   <source>Record the serial port…</source>
   <translation>录制串口…</translation>
  </message>
  <message>
   <source>Recordings of text (*.cast)</source>
   <translation>文本录制 (*.cast)</translation>
  </message>
  <message>
   <source>Saved the recording as {0}.</source>
   <translation>录制已保存为 {0}。</translation>
  </message>
  <message>
   <source>Stop recording the screen</source>
   <translation>停止录制屏幕</translation>
  </message>
  <message>
   <source>Stop recording the screen's text</source>
   <translation>停止录制屏幕文本</translation>
  </message>
  <message>
   <source>Stop recording the serial port</source>
   <translation>停止录制串口</translation>
  </message>
  <message>
   <source>This machine has no serial port.</source>
   <translation>此虚拟机没有串口。</translation>
  </message>
 </context>
 <context>
  <name>ScreenPage</name>
  <message>
   <source> and {0} others.</source>
   <translation> 以及另外 {0} 个。</translation>
  </message>
  <message>
   <source>&amp;Resume</source>
   <translation>恢复(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Start</source>
   <translation>启动(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;Start again</source>
   <translation>再次启动(&amp;S)</translation>
  </message>
  <message>
   <source>A US keyboard has no keys for: {0}</source>
   <translation>美式键盘上没有这些字符的按键：{0}</translation>
  </message>
  <message>
   <source>Choose another place.</source>
   <translation>请选择其他位置。</translation>
  </message>
  <message>
   <source>Copied a picture of {0}x{1} pixels.</source>
   <translation>已复制 {0}x{1} 像素的图片。</translation>
  </message>
  <message>
   <source>Copied the whole screen: {0} characters.</source>
   <translation>已复制整个屏幕：{0} 个字符。</translation>
  </message>
  <message>
   <source>Copied {0} characters.</source>
   <translation>已复制 {0} 个字符。</translation>
  </message>
  <message>
   <source>Crashed</source>
   <translation>已崩溃</translation>
  </message>
  <message>
   <source>Find on the screen</source>
   <translation>在屏幕上查找</translation>
  </message>
  <message>
   <source>It has not shown anything yet.</source>
   <translation>它还没有显示过任何内容。</translation>
  </message>
  <message>
   <source>Its description is broken</source>
   <translation>其描述已损坏</translation>
  </message>
  <message>
   <source>Nothing has been typed.</source>
   <translation>尚未键入任何内容。</translation>
  </message>
  <message>
   <source>Nothing was copied.</source>
   <translation>没有复制任何内容。</translation>
  </message>
  <message>
   <source>Nothing was typed.</source>
   <translation>没有键入任何内容。</translation>
  </message>
  <message>
   <source>Off</source>
   <translation>已关机</translation>
  </message>
  <message>
   <source>Open &amp;log</source>
   <translation>打开日志(&amp;L)</translation>
  </message>
  <message>
   <source>Open &amp;machine.toml</source>
   <translation>打开 machine.toml(&amp;M)</translation>
  </message>
  <message>
   <source>PNG pictures (*.png)</source>
   <translation>PNG 图片 (*.png)</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>已暂停</translation>
  </message>
  <message>
   <source>Paused by a disk error</source>
   <translation>因磁盘错误暂停</translation>
  </message>
  <message>
   <source>Save the picture</source>
   <translation>保存图片</translation>
  </message>
  <message>
   <source>Saved {0}.</source>
   <translation>已保存 {0}。</translation>
  </message>
  <message>
   <source>Starting…</source>
   <translation>正在启动…</translation>
  </message>
  <message>
   <source>The clipboard holds no text.</source>
   <translation>剪贴板中没有文本。</translation>
  </message>
  <message>
   <source>The guest shows graphics, not text.</source>
   <translation>客户机显示的是图形，不是文本。</translation>
  </message>
  <message>
   <source>The machine is off.</source>
   <translation>虚拟机已关机。</translation>
  </message>
  <message>
   <source>The picture could not be written to {0}.</source>
   <translation>无法将图片写入 {0}。</translation>
  </message>
  <message>
   <source>There is no text to search.</source>
   <translation>没有可搜索的文本。</translation>
  </message>
  <message>
   <source>Type the rest</source>
   <translation>键入其余部分</translation>
  </message>
  <message>
   <source>Typed {0} characters.</source>
   <translation>已键入 {0} 个字符。</translation>
  </message>
  <message>
   <source>Typing was stopped after {0} of {1} characters.</source>
   <translation>键入 {0} / {1} 个字符后停止。</translation>
  </message>
 </context>
 <context>
  <name>SerialMenu</name>
  <message>
   <source>Console only</source>
   <translation>仅控制台</translation>
  </message>
  <message>
   <source>File…</source>
   <translation>文件…</translation>
  </message>
  <message>
   <source>No port</source>
   <translation>无串口</translation>
  </message>
  <message>
   <source>Pseudo terminal</source>
   <translation>伪终端</translation>
  </message>
  <message>
   <source>Socket…</source>
   <translation>套接字…</translation>
  </message>
  <message>
   <source>Where the port leads</source>
   <translation>串口通向何处</translation>
  </message>
 </context>
 <context>
  <name>SerialPage</name>
  <message>
   <source>Choose another place.</source>
   <translation>请选择其他位置。</translation>
  </message>
  <message>
   <source>Clear the terminal (Ctrl+Shift+K)</source>
   <translation>清除终端 (Ctrl+Shift+K)</translation>
  </message>
  <message>
   <source>Copy the selected text (Ctrl+Shift+C)</source>
   <translation>复制选定的文本 (Ctrl+Shift+C)</translation>
  </message>
  <message>
   <source>Drag with the mouse over the text to be copied.</source>
   <translation>用鼠标拖过要复制的文本。</translation>
  </message>
  <message>
   <source>Nothing is selected.</source>
   <translation>没有选择任何内容。</translation>
  </message>
  <message>
   <source>Save the text of {0}</source>
   <translation>保存 {0} 的文本</translation>
  </message>
  <message>
   <source>Save the text to a file</source>
   <translation>将文本保存到文件</translation>
  </message>
  <message>
   <source>Search (Ctrl+Shift+F)</source>
   <translation>搜索 (Ctrl+Shift+F)</translation>
  </message>
  <message>
   <source>Serial port</source>
   <translation>串口</translation>
  </message>
  <message>
   <source>Show the bytes in hexadecimal</source>
   <translation>以十六进制显示字节</translation>
  </message>
  <message>
   <source>Show when each line arrived</source>
   <translation>显示每行到达的时间</translation>
  </message>
  <message>
   <source>This machine has no serial port. Add one in Details.</source>
   <translation>此虚拟机没有串口。可在“详情”中添加。</translation>
  </message>
  <message>
   <source>Where the port leads</source>
   <translation>串口通向何处</translation>
  </message>
  <message>
   <source>connected</source>
   <translation>已连接</translation>
  </message>
  <message>
   <source>connecting…</source>
   <translation>正在连接…</translation>
  </message>
  <message>
   <source>not connected</source>
   <translation>未连接</translation>
  </message>
  <message>
   <source>{0} could not be written: {1}.</source>
   <translation>无法写入 {0}：{1}。</translation>
  </message>
  <message>
   <source>{0} leads there until the machine is off.</source>
   <translation>{0} 通向那里，直到虚拟机关机。</translation>
  </message>
  <message>
   <source>{0}, also at {1}</source>
   <translation>{0}，也在 {1}</translation>
  </message>
 </context>
 <context>
  <name>SerialPort</name>
  <message>
   <source>The guest does not read from {0}: part of what you typed is lost.</source>
   <translation>客户机没有从 {0} 读取：您键入的部分内容已丢失。</translation>
  </message>
  <message>
   <source>next start</source>
   <translation>下次启动</translation>
  </message>
  <message>
   <source>the machine is off. It connects when the machine starts.</source>
   <translation>虚拟机已关机。虚拟机启动时会连接。</translation>
  </message>
  <message>
   <source>waiting for the machine to answer.</source>
   <translation>正在等待虚拟机应答。</translation>
  </message>
 </context>
 <context>
  <name>SnapshotPage</name>
  <message>
   <source>A snapshot keeps the disks and the hardware as they are, under a name: before an update, or an experiment. Take it while the machine is off or runs, go back to it when the machine is off, or make another machine of it.</source>
   <translation>快照以一个名称保存磁盘和硬件的当前状态：在更新或试验之前。虚拟机关机或运行时都可以创建快照，关机后可以恢复到它，也可以用它克隆出另一台虚拟机。</translation>
  </message>
  <message>
   <source>Clone…</source>
   <translation>克隆…</translation>
  </message>
  <message>
   <source>Copies share their blocks with the disks here, so they take less room than their sizes say.</source>
   <translation>这里的副本与磁盘共享块，因此实际占用的空间比所示大小更少。</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Delete the snapshot “{0}”?</source>
   <translation>删除快照“{0}”？</translation>
  </message>
  <message>
   <source>Delete…</source>
   <translation>删除…</translation>
  </message>
  <message>
   <source>Go back to it</source>
   <translation>恢复到它</translation>
  </message>
  <message>
   <source>Go back to “{0}”?</source>
   <translation>恢复到“{0}”？</translation>
  </message>
  <message>
   <source>It is damaged; it can only be deleted.</source>
   <translation>它已损坏，只能删除。</translation>
  </message>
  <message>
   <source>It was</source>
   <translation>当时状态</translation>
  </message>
  <message>
   <source>It was running: its guest will find its disks as after a power cut.</source>
   <translation>当时正在运行：恢复后，客户机看到的磁盘如同断电之后。</translation>
  </message>
  <message>
   <source>Keep disks and hardware as they are now (Ctrl+T)</source>
   <translation>保存磁盘和硬件的当前状态 (Ctrl+T)</translation>
  </message>
  <message>
   <source>Make another machine of it</source>
   <translation>用它克隆出另一台虚拟机</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>No snapshots yet</source>
   <translation>还没有快照</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>备注</translation>
  </message>
  <message>
   <source>Now</source>
   <translation>现在</translation>
  </message>
  <message>
   <source>Remove it; the others stay whole (Del)</source>
   <translation>删除它；其他快照保持完整 (Del)</translation>
  </message>
  <message>
   <source>Revert</source>
   <translation>恢复</translation>
  </message>
  <message>
   <source>Reverting to “{0}”</source>
   <translation>正在恢复到“{0}”</translation>
  </message>
  <message>
   <source>Revert…</source>
   <translation>恢复…</translation>
  </message>
  <message>
   <source>Select a snapshot first.</source>
   <translation>请先选择一个快照。</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Snapshots</source>
   <translation>快照</translation>
  </message>
  <message>
   <source>Something is being done with its snapshots.</source>
   <translation>正在处理它的快照。</translation>
  </message>
  <message>
   <source>Take a snapshot first…</source>
   <translation>先创建快照…</translation>
  </message>
  <message>
   <source>Take snapshot…</source>
   <translation>创建快照…</translation>
  </message>
  <message>
   <source>Taken</source>
   <translation>创建时间</translation>
  </message>
  <message>
   <source>Taking “{0}”</source>
   <translation>正在创建“{0}”</translation>
  </message>
  <message>
   <source>The filesystem cannot share blocks (Btrfs and XFS can): each snapshot takes the room it says.</source>
   <translation>文件系统不能共享块（Btrfs 和 XFS 可以）：每个快照占用所示大小的空间。</translation>
  </message>
  <message>
   <source>The guest stood still for {0} s.</source>
   <translation>客户机暂停了 {0} 秒。</translation>
  </message>
  <message>
   <source>The machine is as it was at “{0}”.</source>
   <translation>虚拟机已恢复到“{0}”。</translation>
  </message>
  <message>
   <source>The machine's disks as they are</source>
   <translation>虚拟机磁盘的当前状态</translation>
  </message>
  <message>
   <source>There is no way back to it then. The others stay whole.</source>
   <translation>删除后无法再恢复到它。其他快照保持完整。</translation>
  </message>
  <message>
   <source>What its disks hold now is lost unless there is a snapshot of it. Notes and name stay.</source>
   <translation>磁盘的当前内容若没有快照将会丢失。备注和名称保持不变。</translation>
  </message>
  <message>
   <source>off</source>
   <translation>关</translation>
  </message>
  <message>
   <source>running</source>
   <translation>运行中</translation>
  </message>
  <message>
   <source>“{0}” was taken.</source>
   <translation>已创建“{0}”。</translation>
  </message>
 </context>
 <context>
  <name>SnapshotPanel</name>
  <message>
   <source>A snapshot of {0}: its disks and hardware as they are now, not its memory.</source>
   <translation>{0} 的快照：保存磁盘和硬件的当前状态，不含内存。</translation>
  </message>
  <message>
   <source>Blocks are shared: no room is taken until something is written.</source>
   <translation>共享块：写入之前不占用空间。</translation>
  </message>
  <message>
   <source>Blocks are shared: the guest stands still for an instant, and no room is taken yet.</source>
   <translation>共享块：客户机只暂停一瞬间，暂不占用空间。</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>备注</translation>
  </message>
  <message>
   <source>Note: what to remember about it</source>
   <translation>备注：关于它要记住的事</translation>
  </message>
  <message>
   <source>Take</source>
   <translation>创建</translation>
  </message>
  <message>
   <source>The filesystem cannot share blocks: the guest stands still while {0} are copied. Btrfs and XFS can.</source>
   <translation>文件系统不能共享块：复制 {0} 期间客户机暂停。Btrfs 和 XFS 可以。</translation>
  </message>
  <message>
   <source>The filesystem cannot share blocks: {0} are copied. Btrfs and XFS can.</source>
   <translation>文件系统不能共享块：将复制 {0}。Btrfs 和 XFS 可以。</translation>
  </message>
 </context>
 <context>
  <name>SourcePage</name>
  <message>
   <source>&amp;Initrd:</source>
   <translation>Initrd(&amp;I):</translation>
  </message>
  <message>
   <source>&amp;Modules:</source>
   <translation>模块(&amp;M):</translation>
  </message>
  <message>
   <source>A ready-made guest that shows what a machine can do</source>
   <translation>现成的客户机，展示虚拟机能做什么</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>所有文件 (*)</translation>
  </message>
  <message>
   <source>Boot sector or floppy image</source>
   <translation>引导扇区或软盘映像</translation>
  </message>
  <message>
   <source>CD or DVD image</source>
   <translation>CD 或 DVD 映像</translation>
  </message>
  <message>
   <source>Choose a file</source>
   <translation>选择文件</translation>
  </message>
  <message>
   <source>Choose an initrd</source>
   <translation>选择 initrd</translation>
  </message>
  <message>
   <source>Choose, or drop a file here: what it is is told from its contents.</source>
   <translation>请选择，或将文件拖放到此处：会根据内容判断它是什么。</translation>
  </message>
  <message>
   <source>Command &amp;line:</source>
   <translation>命令行(&amp;L):</translation>
  </message>
  <message>
   <source>Download it from the web</source>
   <translation>从网上下载</translation>
  </message>
  <message>
   <source>Existing disk image</source>
   <translation>现有磁盘映像</translation>
  </message>
  <message>
   <source>File</source>
   <translation>文件</translation>
  </message>
  <message>
   <source>Files put beside the kernel, and what it is told about each, separated by commas</source>
   <translation>与内核一起放置的文件，以及告诉内核的关于每个文件的内容，以逗号分隔</translation>
  </message>
  <message>
   <source>From 512 bytes of your own to a 2.88 MB floppy</source>
   <translation>从您自己的 512 字节到 2.88 MB 软盘</translation>
  </message>
  <message>
   <source>Initrd</source>
   <translation>Initrd</translation>
  </message>
  <message>
   <source>Install or try an operating system from an ISO file</source>
   <translation>用 ISO 文件安装或试用操作系统</translation>
  </message>
  <message>
   <source>It can be a hard disk, too.</source>
   <translation>它也可以作为硬盘。</translation>
  </message>
  <message>
   <source>It comes with VirtGUI: nothing is downloaded, and it starts in a second.</source>
   <translation>随 VirtGUI 提供：无需下载，一秒内启动。</translation>
  </message>
  <message>
   <source>It is attached as a hard disk.</source>
   <translation>它作为硬盘连接。</translation>
  </message>
  <message>
   <source>Linux kernel</source>
   <translation>Linux 内核</translation>
  </message>
  <message>
   <source>Nothing on it can be started.</source>
   <translation>其中没有可启动的内容。</translation>
  </message>
  <message>
   <source>Optional, for Multiboot kernels: PATH TEXT, PATH TEXT</source>
   <translation>可选，用于 Multiboot 内核：路径 文本，路径 文本</translation>
  </message>
  <message>
   <source>Optional, for instance: console=ttyS0 root=/dev/sda1</source>
   <translation>可选，例如：console=ttyS0 root=/dev/sda1</translation>
  </message>
  <message>
   <source>Optional: initial RAM disk</source>
   <translation>可选：初始内存盘</translation>
  </message>
  <message>
   <source>Start a kernel directly, with an initrd and a command line</source>
   <translation>直接启动内核，可带 initrd 和命令行</translation>
  </message>
  <message>
   <source>Start from</source>
   <translation>启动来源</translation>
  </message>
  <message>
   <source>Start what is installed on it</source>
   <translation>启动其中已安装的系统</translation>
  </message>
  <message>
   <source>There is nothing on it to start: choose an ISO to install from, and this as its disk.</source>
   <translation>其中没有可启动的内容：请选择要安装的 ISO，并以此为其磁盘。</translation>
  </message>
  <message>
   <source>Welcome</source>
   <translation>Welcome</translation>
  </message>
  <message>
   <source>What should the machine start from?</source>
   <translation>虚拟机应从什么启动？</translation>
  </message>
  <message>
   <source>Work on a copy in the machine's own directory; the file stays as it is</source>
   <translation>使用虚拟机自己目录中的副本；原文件保持不变</translation>
  </message>
 </context>
 <context>
  <name>StatusLine</name>
  <message>
   <source>Not responding: its process is stopped</source>
   <translation>无响应：其进程已停止</translation>
  </message>
  <message>
   <source>disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>in</source>
   <translation>入</translation>
  </message>
  <message>
   <source>keyboard and mouse captured ({0} releases)</source>
   <translation>已捕获键盘和鼠标（按 {0} 释放）</translation>
  </message>
  <message>
   <source>keyboard free ({0} grabs)</source>
   <translation>键盘未捕获（按 {0} 捕获）</translation>
  </message>
  <message>
   <source>out</source>
   <translation>出</translation>
  </message>
  <message>
   <source>read</source>
   <translation>读</translation>
  </message>
  <message>
   <source>screen blank</source>
   <translation>屏幕空白</translation>
  </message>
  <message>
   <source>the guest may use the clipboard</source>
   <translation>客户机可以使用剪贴板</translation>
  </message>
  <message>
   <source>written</source>
   <translation>写</translation>
  </message>
  <message>
   <source>{0} % CPU</source>
   <translation>CPU {0} %</translation>
  </message>
  <message>
   <source>{0} idle</source>
   <translation>{0} 空闲</translation>
  </message>
  <message>
   <source>{0} quiet</source>
   <translation>{0} 无数据</translation>
  </message>
  <message>
   <source>{0}x{1} graphics, {2} Hz</source>
   <translation>{0}x{1} 图形，{2} Hz</translation>
  </message>
  <message>
   <source>{0}x{1} graphics, {2} bits</source>
   <translation>{0}x{1} 图形，{2} 位</translation>
  </message>
  <message>
   <source>{0}x{1} text, {2} Hz</source>
   <translation>{0}x{1} 文本，{2} Hz</translation>
  </message>
  <message>
   <source>● recording</source>
   <translation>● 正在录制</translation>
  </message>
  <message>
   <source>♪ {0} Hz</source>
   <translation>♪ {0} Hz</translation>
  </message>
 </context>
 <context>
  <name>SummaryPage</name>
  <message>
   <source> GiB</source>
   <translation> GiB</translation>
  </message>
  <message>
   <source> MiB</source>
   <translation> MiB</translation>
  </message>
  <message>
   <source>&amp;Boot order:</source>
   <translation>启动顺序(&amp;B):</translation>
  </message>
  <message>
   <source>&amp;CPUs:</source>
   <translation>CPU(&amp;C):</translation>
  </message>
  <message>
   <source>&amp;Disk:</source>
   <translation>磁盘(&amp;D):</translation>
  </message>
  <message>
   <source>&amp;Firmware:</source>
   <translation>固件(&amp;F):</translation>
  </message>
  <message>
   <source>&amp;Memory:</source>
   <translation>内存(&amp;M):</translation>
  </message>
  <message>
   <source>&amp;Name:</source>
   <translation>名称(&amp;N):</translation>
  </message>
  <message>
   <source>&amp;Start it now</source>
   <translation>立即启动(&amp;S)</translation>
  </message>
  <message>
   <source>, then </source>
   <translation>，然后 </translation>
  </message>
  <message>
   <source>A kernel that is started directly needs no firmware.</source>
   <translation>直接启动的内核不需要固件。</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>所有文件 (*)</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Boot order</source>
   <translation>启动顺序</translation>
  </message>
  <message>
   <source>CD</source>
   <translation>CD</translation>
  </message>
  <message>
   <source>CPUs</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>Change what it starts from</source>
   <translation>更改启动来源</translation>
  </message>
  <message>
   <source>Change…</source>
   <translation>更改…</translation>
  </message>
  <message>
   <source>Choose a disk image</source>
   <translation>选择磁盘映像</translation>
  </message>
  <message>
   <source>Disk</source>
   <translation>磁盘</translation>
  </message>
  <message>
   <source>Disk image</source>
   <translation>磁盘映像</translation>
  </message>
  <message>
   <source>Every line can be changed here.</source>
   <translation>每一行都可以在此更改。</translation>
  </message>
  <message>
   <source>Existing image</source>
   <translation>现有映像</translation>
  </message>
  <message>
   <source>Firmware</source>
   <translation>固件</translation>
  </message>
  <message>
   <source>IDE works with every guest; virtio is faster, and the guest needs a driver.</source>
   <translation>IDE 适用于所有客户机；virtio 更快，但客户机需要驱动程序。</translation>
  </message>
  <message>
   <source>Is this right?</source>
   <translation>这样对吗？</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>New, of</source>
   <translation>新建，大小为</translation>
  </message>
  <message>
   <source>None</source>
   <translation>无</translation>
  </message>
  <message>
   <source>SeaBIOS, of this host</source>
   <translation>本主机的 SeaBIOS</translation>
  </message>
  <message>
   <source>Second &amp;disk:</source>
   <translation>第二磁盘(&amp;D):</translation>
  </message>
  <message>
   <source>Size of the new disk</source>
   <translation>新磁盘的大小</translation>
  </message>
  <message>
   <source>Starts from:</source>
   <translation>启动来源：</translation>
  </message>
  <message>
   <source>Summary</source>
   <translation>摘要</translation>
  </message>
  <message>
   <source>The kernel is started directly</source>
   <translation>内核直接启动</translation>
  </message>
  <message>
   <source>There is only one thing to start from.</source>
   <translation>只有一个启动来源。</translation>
  </message>
  <message>
   <source>VirtGUI's own</source>
   <translation>VirtGUI 自带</translation>
  </message>
  <message>
   <source>Welcome, the guest that comes with VirtGUI</source>
   <translation>Welcome，随 VirtGUI 提供的客户机</translation>
  </message>
  <message>
   <source>What the disk is attached to</source>
   <translation>磁盘连接到</translation>
  </message>
  <message>
   <source>floppy</source>
   <translation>软盘</translation>
  </message>
  <message>
   <source>hard disk</source>
   <translation>硬盘</translation>
  </message>
 </context>
 <context>
  <name>Tape</name>
  <message>
   <source>The recording has ended; choose another place.</source>
   <translation>录制已结束；请选择其他位置。</translation>
  </message>
  <message>
   <source>{0} cannot be written: {1}.</source>
   <translation>无法写入 {0}：{1}。</translation>
  </message>
 </context>
 <context>
  <name>TaskRow</name>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Cancel: {0}</source>
   <translation>取消：{0}</translation>
  </message>
  <message>
   <source>{0}: stopping…</source>
   <translation>{0}：正在停止…</translation>
  </message>
 </context>
 <context>
  <name>TerminalMenu</name>
  <message>
   <source>Clear</source>
   <translation>清除</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>复制</translation>
  </message>
  <message>
   <source>Encoding</source>
   <translation>编码</translation>
  </message>
  <message>
   <source>Find…</source>
   <translation>查找…</translation>
  </message>
  <message>
   <source>Larger text</source>
   <translation>放大文字</translation>
  </message>
  <message>
   <source>Normal size</source>
   <translation>正常大小</translation>
  </message>
  <message>
   <source>Nothing is selected.</source>
   <translation>没有选择任何内容。</translation>
  </message>
  <message>
   <source>Paste</source>
   <translation>粘贴</translation>
  </message>
  <message>
   <source>Reset terminal</source>
   <translation>重置终端</translation>
  </message>
  <message>
   <source>Save text…</source>
   <translation>保存文本…</translation>
  </message>
  <message>
   <source>Select all</source>
   <translation>全选</translation>
  </message>
  <message>
   <source>Smaller text</source>
   <translation>缩小文字</translation>
  </message>
  <message>
   <source>Tell guest its size</source>
   <translation>告诉客户机终端大小</translation>
  </message>
  <message>
   <source>The clipboard holds no text.</source>
   <translation>剪贴板中没有文本。</translation>
  </message>
  <message>
   <source>Types “stty cols … rows …”: a serial line cannot tell it.</source>
   <translation>键入“stty cols … rows …”：串行线路无法传达大小。</translation>
  </message>
 </context>
 <context>
  <name>TerminalView</name>
  <message>
   <source>Nothing has been written to {0} yet.

A guest writes here if it is told to: a Linux kernel with console=ttyS0, GRUB with
terminal_output serial. What you type is sent to the port.</source>
   <translation>尚未有任何内容写入 {0}。

客户机在得到指示时会写到这里：Linux 内核用 console=ttyS0,GRUB 用
terminal_output serial。您键入的内容会发送到该串口。</translation>
  </message>
  <message>
   <source>Serial console {0}</source>
   <translation>串口控制台 {0}</translation>
  </message>
  <message>
   <source>{0}: text</source>
   <translation>{0}：文本</translation>
  </message>
 </context>
 <context>
  <name>TerminalWidget</name>
  <message>
   <source>{0} is not connected</source>
   <translation>{0} 未连接</translation>
  </message>
 </context>
 <context>
  <name>TimeGraph</name>
  <message>
   <source>No samples yet</source>
   <translation>还没有数据</translation>
  </message>
  <message>
   <source>at {0}</source>
   <translation>于 {0}</translation>
  </message>
  <message>
   <source>{0} {1}; the last {2} are shown.</source>
   <translation>{0} {1}；显示最近 {2}。</translation>
  </message>
 </context>
 <context>
  <name>Tray</name>
  <message>
   <source>No machine runs</source>
   <translation>没有虚拟机在运行</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>打开</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <source>Power off</source>
   <translation>强制关机</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>退出</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>恢复</translation>
  </message>
  <message>
   <source>Show the manager</source>
   <translation>显示管理器</translation>
  </message>
  <message>
   <source>Shut down</source>
   <translation>关机</translation>
  </message>
 </context>
 <context>
  <name>TypingBar</name>
  <message>
   <source>Progress of the typing</source>
   <translation>键入进度</translation>
  </message>
  <message>
   <source>Stop &amp;typing</source>
   <translation>停止键入(&amp;T)</translation>
  </message>
  <message>
   <source>Typing: {0} of {1} characters</source>
   <translation>正在键入：{0} / {1} 个字符</translation>
  </message>
 </context>
 <context>
  <name>amend</name>
  <message>
   <source>Check its directory.</source>
   <translation>请检查其目录。</translation>
  </message>
  <message>
   <source>{0} cannot be renamed: {1}.</source>
   <translation>无法重命名 {0}：{1}。</translation>
  </message>
 </context>
 <context>
  <name>creating</name>
  <message>
   <source>Check the disk and its permissions.</source>
   <translation>请检查磁盘及其权限。</translation>
  </message>
  <message>
   <source>Choose another name.</source>
   <translation>请选择其他名称。</translation>
  </message>
  <message>
   <source>Copying {0}</source>
   <translation>正在复制 {0}</translation>
  </message>
  <message>
   <source>Creating a disk of {0} GiB</source>
   <translation>正在创建 {0} GiB 的磁盘</translation>
  </message>
  <message>
   <source>There is a machine called “{0}” already.</source>
   <translation>已经有一台名为“{0}”的虚拟机。</translation>
  </message>
  <message>
   <source>Writing the description</source>
   <translation>正在写入描述</translation>
  </message>
  <message>
   <source>{0} cannot be made: {1}.</source>
   <translation>无法创建 {0}：{1}。</translation>
  </message>
 </context>
 <context>
  <name>duration</name>
  <message>
   <source>{} d {} h</source>
   <translation>{} 天 {} 小时</translation>
  </message>
  <message>
   <source>{} h {} min</source>
   <translation>{} 小时 {} 分钟</translation>
  </message>
  <message>
   <source>{} min</source>
   <translation>{} 分钟</translation>
  </message>
  <message>
   <source>{} s</source>
   <translation>{} 秒</translation>
  </message>
 </context>
 <context>
  <name>host</name>
  <message>
   <source>Join its group: sudo usermod -aG kvm $USER, then log in again.</source>
   <translation>请加入其用户组：sudo usermod -aG kvm $USER，然后重新登录。</translation>
  </message>
  <message>
   <source>Load the module: sudo modprobe kvm-amd, or kvm-intel.</source>
   <translation>请加载模块：sudo modprobe kvm-amd，或 kvm-intel。</translation>
  </message>
  <message>
   <source>There is no {0}.</source>
   <translation>没有 {0}。</translation>
  </message>
  <message>
   <source>You may not use {0}.</source>
   <translation>您无权使用 {0}。</translation>
  </message>
 </context>
 <context>
  <name>process</name>
  <message>
   <source>The machine has just ended.</source>
   <translation>虚拟机刚刚结束。</translation>
  </message>
 </context>
 <context>
  <name>removal</name>
  <message>
   <source>Check its permissions.</source>
   <translation>请检查其权限。</translation>
  </message>
  <message>
   <source>{0} cannot be read: {1}.</source>
   <translation>无法读取 {0}：{1}。</translation>
  </message>
 </context>
 <context>
  <name>scan</name>
  <message>
   <source>Another machine has the same uuid, {0}: this one is a copy of it, or the reverse.</source>
   <translation>另一台虚拟机有相同的 uuid {0}：这一台是它的副本，或者相反。</translation>
  </message>
  <message>
   <source>Check its permissions.</source>
   <translation>请检查其权限。</translation>
  </message>
  <message>
   <source>Give one of them another uuid in its machine.toml.</source>
   <translation>请在其中一台的 machine.toml 中换一个 uuid。</translation>
  </message>
  <message>
   <source>The machines in {0} cannot be read: {1}.</source>
   <translation>无法读取 {0} 中的虚拟机：{1}。</translation>
  </message>
 </context>
 <context>
  <name>session</name>
  <message>
   <source>Is it hung?</source>
   <translation>它是否已停止响应？</translation>
  </message>
  <message>
   <source>Power it off and start it again.</source>
   <translation>请将其强制关机，然后重新启动。</translation>
  </message>
  <message>
   <source>The connection to the machine was lost.</source>
   <translation>与虚拟机的连接已断开。</translation>
  </message>
  <message>
   <source>The machine did not answer {0} within {1} s.</source>
   <translation>虚拟机在 {1} 秒内没有应答 {0}。</translation>
  </message>
  <message>
   <source>The machine does not answer on its control socket.</source>
   <translation>虚拟机在其控制套接字上没有应答。</translation>
  </message>
  <message>
   <source>Try again in a moment.</source>
   <translation>请稍后再试。</translation>
  </message>
  <message>
   <source>{0} does not answer yet.</source>
   <translation>{0} 尚未应答。</translation>
  </message>
  <message>
   <source>{0} has no control socket.</source>
   <translation>{0} 没有控制套接字。</translation>
  </message>
 </context>
</TS>
